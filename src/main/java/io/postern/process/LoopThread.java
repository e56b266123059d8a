package io.postern.process;

import io.netty.util.concurrent.FastThreadLocalThread;

/** A thread of ours besides the main one. It is a daemon: only the main thread keeps the process alive. */
final class LoopThread extends FastThreadLocalThread {
    LoopThread(Runnable task, String name) {
        super(task, name);
        setDaemon(true);
    }
}
