package io.belfry.client.internal;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose thread exists only as long as there is work: it starts with the first task and ends
 * when neither a task nor a timer waits and nobody holds it. So a client that is disconnected has
 * no thread, without anybody having to stop one. A pool would need a lifetime of its own, or wake
 * up again and again to see that it is idle.
 *
 * <p>Thread: thread-safe; tasks never run at the same time.
 *
 * @see "rules CL-018, CL-020"
 */
public final class WorkThread implements Loop, CallbackThread {
  private enum Kind {
    DAEMON,
    USER
  }

  private final String name;
  private final Kind kind;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long sequence;
  private boolean held;
  private @Nullable Thread worker;

  private WorkThread(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  /** A loop that lets the JVM end although it has work. */
  public static WorkThread inTheBackground(String name) {
    return new WorkThread(name, Kind.DAEMON);
  }

  /** A loop whose work keeps the JVM alive. */
  public static WorkThread keepingTheProgramAlive(String name) {
    return new WorkThread(name, Kind.USER);
  }

  @Override
  public void execute(Runnable task) {
    add(0, task);
  }

  @Override
  public void atTheEnd(Runnable task) {
    execute(task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return add(delay.toNanos(), task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** Keeps the thread although there is no work, for work that comes often. */
  @Override
  public void hold() {
    lock.lock();
    try {
      held = true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the thread end once there is no work. */
  @Override
  public void release() {
    lock.lock();
    try {
      held = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the caller is a task of this loop. */
  @Override
  public boolean isCurrent() {
    lock.lock();
    try {
      return worker == Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private Task add(long delayNanos, Runnable action) {
    lock.lock();
    try {
      Task task = new Task(nanoTime() + delayNanos, sequence++, action);
      tasks.add(task);
      if (worker == null) {
        Thread thread = thread();
        worker = thread;
        thread.start();
      } else {
        changed.signalAll();
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private Thread thread() {
    return kind == Kind.DAEMON
        ? Threads.inTheBackground(name, this::work)
        : Threads.keepingTheProgramAlive(name, this::work);
  }

  private void work() {
    for (Task task = next(); task != null; task = next()) {
      try {
        task.action.run();
      } catch (RuntimeException | Error e) {
        // A fault of ours: the client goes on, since the next task may be the user's disconnect.
        Log.error("A task of the client failed. This is a defect, please report it.", e);
      }
    }
  }

  private @Nullable Task next() {
    lock.lock();
    try {
      while (true) {
        Task first = tasks.peek();
        if (first == null && !held) {
          worker = null;
          return null;
        }
        long wait = first == null ? Long.MAX_VALUE : first.dueNanos - nanoTime();
        if (wait <= 0) {
          return tasks.poll();
        }
        try {
          if (first == null) {
            changed.await();
          } else {
            changed.awaitNanos(wait);
          }
        } catch (InterruptedException e) {
          // A listener left it behind; nobody ends this thread that way.
          Log.debug("Interrupt passed over", e);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Task implements Timer, Comparable<Task> {
    private final long dueNanos;
    private final long number;
    private final Runnable action;

    Task(long dueNanos, long number, Runnable action) {
      this.dueNanos = dueNanos;
      this.number = number;
      this.action = action;
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        tasks.remove(this);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    @SuppressWarnings("ComparableAndEquals")
    public int compareTo(Task other) {
      int byTime = Long.signum(dueNanos - other.dueNanos);
      return byTime == 0 ? Long.signum(number - other.number) : byTime;
    }
  }
}
