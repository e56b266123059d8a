package io.postern.session;

import io.netty.channel.EventLoop;
import io.postern.dns.Room;
import io.postern.net.ConnectionNumbers;
import io.postern.net.Slots;
import java.util.concurrent.ScheduledExecutorService;

/** Counts the sockets to name servers among a loop's connections. Safe on any thread. */
public final class NameRoom implements Room {
    private final Slots slots;

    public NameRoom(Slots slots) {
        this.slots = slots;
    }

    @Override
    public int take(ScheduledExecutorService loop) {
        return !(loop instanceof EventLoop own) || slots.take(own) ? 0 : slots.most();
    }

    @Override
    public void made() {
        ConnectionNumbers.next();
    }

    @Override
    public void give(ScheduledExecutorService loop) {
        if (loop instanceof EventLoop own) {
            slots.give(own);
        }
    }
}
