import { ApiError, get, LOGIN_PATH, postJson, tell } from './client';

/** Whom the mill takes the asker of this page for. */
export interface Account {
  readonly user: string;
  readonly scopes: readonly string[];
  /** False while the mill asks nobody who they are. */
  readonly asked: boolean;
  /** Whether policies say what this account sees. */
  readonly restricted: boolean;
  /** Whether a sign-in of this page's is behind it, which can be ended. */
  readonly session: boolean;
  /** When that ends by itself. */
  readonly expires: string | null;
}

export type Credentials = { readonly name: string; readonly password: string } | { readonly token: string };

let signedIn: Account | null = null;

/** Who is signed in, as of the last answer; null before the first one, and when nobody is. */
export function account(): Account | null {
  return signedIn;
}

/** Asks the mill who is signed in; null when it does not know. The sign-in is a cookie that no script can read. */
export async function askWho(): Promise<Account | null> {
  try {
    signedIn = await get<Account>(LOGIN_PATH);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    signedIn = null;
  }
  return signedIn;
}

export async function signIn(credentials: Credentials): Promise<Account> {
  signedIn = await postJson<Account>(LOGIN_PATH, credentials);
  return signedIn;
}

/** Ends the sign-in on the server. */
export async function signOut(): Promise<void> {
  await tell('/v1/logout');
  signedIn = null;
}
