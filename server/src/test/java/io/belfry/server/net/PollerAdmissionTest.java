package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PollerAdmissionTest {
  private static final int FIRST_FD = 1_000;

  private final PollerAdmission admission = new PollerAdmission();
  private final Map<Integer, PollerAdmission.QueuedHandle> handles = new HashMap<>();
  private final List<Integer> served = new ArrayList<>();
  private final List<EpollIoOps> submitted = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();
  private boolean isRegistered = true;
  private boolean isKernelWilling = true;

  private final IoRegistration registration =
      new IoRegistration() {
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // so says Netty's interface
        public <T> T attachment() {
          throw new AssertionError("Nobody asks for it.");
        }

        @Override
        public long submit(IoOps ops) {
          if (!isKernelWilling) {
            throw new UncheckedIOException(new IOException("epoll_ctl"));
          }
          submitted.add((EpollIoOps) ops);
          return 0;
        }

        @Override
        public boolean isValid() {
          return isRegistered;
        }

        @Override
        public boolean cancel() {
          throw new AssertionError("Nobody cancels.");
        }
      };

  /** A socket that takes note of what it hears. */
  private final class Socket implements EpollIoHandle {
    private final int number;

    private Socket(int number) {
      this.number = number;
    }

    @Override
    public FileDescriptor fd() {
      return new FileDescriptor(FIRST_FD + number);
    }

    @Override
    public void handle(IoRegistration ofThis, IoEvent event) {
      served.add(number);
    }

    @Override
    public void close() {
      closed.add(number);
    }
  }

  private PollerAdmission.QueuedHandle handle(int socket) {
    return handles.computeIfAbsent(
        socket, number -> admission.handleFor(new Socket(number)).registeredAs(registration));
  }

  private void says(int socket, EpollIoOps ops) {
    EpollIoEvent event = () -> ops;
    handle(socket).handle(registration, event);
  }

  private void says(int socket) {
    says(socket, EpollIoOps.EPOLLIN);
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @Test
  @Tag("THR-41")
  void givenACrowd_aTurnServesAFewInTheOrderInWhichTheyCame() {
    int crowd = 2 * PollerAdmission.A_TURN + 1;
    upTo(crowd).forEach(this::says);
    assertThat(served).isEqualTo(upTo(PollerAdmission.A_TURN));
    admission.beginTurn();
    assertThat(served).isEqualTo(upTo(2 * PollerAdmission.A_TURN));
    assertThat(admission.hasWaiting()).isTrue();
    admission.beginTurn();
    assertThat(served).isEqualTo(upTo(crowd));
    assertThat(admission.hasWaiting()).isFalse();
  }

  @Test
  @Tag("THR-41")
  void givenOneMoreWhileOthersWait_itDoesNotOvertakeThem() {
    upTo(PollerAdmission.A_TURN + 2).forEach(this::says);
    admission.beginTurn();
    assertThat(served).isEqualTo(upTo(PollerAdmission.A_TURN + 2));
  }

  @Test
  @Tag("THR-41")
  void givenASocketThatIsKnown_itIsServedBesideACrowdUnlessItsClientLeaves() {
    int known = 5_000;
    says(known);
    admission.established(new FileDescriptor(FIRST_FD + known));
    admission.beginTurn();
    served.clear();
    upTo(PollerAdmission.A_TURN + 1).forEach(this::says);
    says(known);
    assertThat(served).hasSize(PollerAdmission.A_TURN + 1).endsWith(known);
    says(known, EpollIoOps.EPOLLRDHUP);
    assertThat(served).hasSize(PollerAdmission.A_TURN + 1);
    admission.beginTurn();
    assertThat(served).hasSize(PollerAdmission.A_TURN + 3).endsWith(known);
  }

  @Test
  @Tag("THR-41")
  void givenASocketThatWaitsForMoreThanATurn_theKernelKeepsSilentAboutIt() {
    int last = PollerAdmission.A_TURN;
    upTo(last).forEach(this::says);
    says(last);
    assertThat(submitted).isEmpty();
    says(last);
    assertThat(submitted).containsExactly(EpollIoOps.EPOLLET);
    handle(last).submit(EpollIoOps.EPOLLOUT);
    assertThat(submitted).containsExactly(EpollIoOps.EPOLLET);
    admission.beginTurn();
    assertThat(served).endsWith(last);
    assertThat(submitted).containsExactly(EpollIoOps.EPOLLET, EpollIoOps.EPOLLOUT);
    handle(last).submit(EpollIoOps.EPOLLIN);
    assertThat(submitted).endsWith(EpollIoOps.EPOLLIN);
  }

  @Test
  @Tag("THR-41")
  void givenAnErrorOfASocketThatWaits_itIsHeardAtOnce() {
    upTo(PollerAdmission.A_TURN + 1).forEach(this::says);
    says(PollerAdmission.A_TURN, EpollIoOps.EPOLLERR);
    assertThat(served).isEqualTo(upTo(PollerAdmission.A_TURN + 1));
  }

  @Test
  @Tag("THR-41")
  void givenASocketThatTheKernelDoesNotTakeBack_itIsClosedAndTheOthersServed() {
    int broken = PollerAdmission.A_TURN;
    upTo(broken + 1).forEach(this::says);
    says(broken);
    says(broken + 1);
    isKernelWilling = false;
    admission.beginTurn();
    assertThat(closed).containsExactly(broken);
    assertThat(served).hasSize(PollerAdmission.A_TURN + 1).endsWith(broken + 1);
  }

  @Test
  @Tag("THR-41")
  void givenASocketThatIsGoneBeforeItsTurn_itIsPassedOver() {
    upTo(PollerAdmission.A_TURN + 1).forEach(this::says);
    isRegistered = false;
    admission.beginTurn();
    assertThat(served).isEqualTo(upTo(PollerAdmission.A_TURN));
    assertThat(admission.hasWaiting()).isFalse();
  }
}
