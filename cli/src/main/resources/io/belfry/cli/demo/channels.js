// Names of channels and events: what is wrong with one before anybody is asked, and why one was refused.

const MAX_LENGTH = 200;
const NAME = /^[A-Za-z0-9_\-=@,.;]+$/;
const USERS_OWN = "#server-to-user-";
const ENCRYPTED = /^private-encrypted-/;

/** What is wrong with the name of a channel; empty when nothing is. */
export function wrongWithChannel(name) {
  if (!name) {
    return "Give the channel a name, for example private-orders.";
  }
  if (name.startsWith(USERS_OWN)) {
    return "This is the channel of one user. Send to a user above; his tabs are in it by their sign-in.";
  }
  if (!NAME.test(name)) {
    return "A name has letters, digits and any of _ - = @ , . ; and no blanks.";
  }
  if (name.length > MAX_LENGTH) {
    return `A name has at most ${MAX_LENGTH} characters.`;
  }
  if (ENCRYPTED.test(name)) {
    return "The demo has no key for encrypted channels. The guide shows how your application gets one.";
  }
  return "";
}

/** What is wrong with the name of an event; empty when nothing is. */
export function wrongWithEvent(name) {
  if (!name) {
    return "Give the event a name, for example greeting.";
  }
  if (/^pusher(_internal)?:/.test(name)) {
    return "Names that begin with pusher: are Belfry’s own.";
  }
  return "";
}

/** Why a tab is not in a channel, by what pusher-js says and by who said it. */
export function notLetInto(channel, { status, error, isOfBelfry }) {
  if (isOfBelfry) {
    return `Belfry did not let this tab into ${channel}: ${error}`;
  }
  if (status === 401 || status === 403) {
    return `Your endpoint did not let this tab into ${channel}`;
  }
  if (status === 200) {
    return `Your endpoint did not answer with JSON for ${channel}`;
  }
  return status ? `Your endpoint answered ${status} for ${channel}` : `This tab is not in ${channel}: ${error || "the endpoint gave no answer"}`;
}
