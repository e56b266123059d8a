package io.postern.net;

import io.postern.directive.Errno;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What has gone wrong on a descriptor, if anything, and whether it was sending that met it. Confined to one event loop. */
final class Trouble {
    private @Nullable IOException failure;
    private @Nullable IOException aside;
    private boolean sending;
    private @Nullable String call;

    /** The system does not watch the descriptor: nginx's words for that name the call and its arguments. */
    void isUnwatched(@Nullable IOException what, String call) {
        failure = what;
        this.call = call;
    }

    /** Whether nothing is heard of the descriptor. */
    boolean unwatched() {
        return call != null;
    }

    /** This went wrong; whether sending met it stays as it was known. */
    void is(@Nullable IOException what) {
        failure = what;
    }

    /** This went wrong when sending, or receiving. */
    void is(IOException what, boolean whenSending) {
        failure = what;
        sending = whenSending;
    }

    /** It was met behind bytes that can still be used: the next call fails. */
    void setAside() {
        if (failure != null) {
            aside = failure;
            failure = null;
        }
    }

    /** Whether sending, or receiving, fails at once. */
    boolean stops(boolean whenSending) {
        IOException met = aside;
        if (failure == null && met != null) {
            is(met, whenSending);
        }
        return failure != null;
    }

    /** Whether anything is known to have gone wrong. */
    boolean any() {
        return failure != null || aside != null;
    }

    @Nullable
    IOException cause() {
        return failure;
    }

    int errno() {
        return failure == null ? 0 : Errno.of(failure);
    }

    /** Which call failed, in nginx's words. */
    String words() {
        return (call != null ? call : sending ? "send()" : "recv()") + " failed";
    }
}
