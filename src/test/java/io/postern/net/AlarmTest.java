package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many timers of one length share a place in the loop's queue; each rings when its own time is over. */
class AlarmTest {
    private final EventLoop loop = new DefaultEventLoop();
    private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private <T> T on(Callable<T> what) throws Exception {
        return loop.submit(what).get(10, TimeUnit.SECONDS);
    }

    private Alarm alarm(String name) {
        return new Alarm(loop, () -> rung.add(name), why -> rung.add(String.valueOf(why.getMessage())));
    }

    private @Nullable String next() throws InterruptedException {
        return rung.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void ringInTheOrderOfTheirTimes() throws Exception {
        on(() -> {
            alarm("late").set(300);
            alarm("soon").set(1);
            alarm("next").set(1);
            return null;
        });
        assertEquals(List.of("soon", "next", "late"), List.of("" + next(), "" + next(), "" + next()));
    }

    @Test
    void setAgainItWaitsAnewBehindTheOthers() throws Exception {
        on(() -> {
            Alarm first = alarm("first");
            first.set(50);
            alarm("second").set(50);
            first.set(50);
            return null;
        });
        assertEquals("second", next());
        assertEquals("first", next());
    }

    @Test
    void setForAnotherLengthItLeavesTheOldQueue() throws Exception {
        Alarm moved = on(() -> {
            Alarm alarm = alarm("moved");
            alarm.set(1);
            alarm.set(100_000);
            alarm.set(50);
            alarm("other").set(1);
            return alarm;
        });
        assertEquals("other", next());
        assertEquals("moved", next());
        assertFalse(on(moved::isSet));
    }

    @Test
    void whoIsClearedDoesNotRingWhereverHeStands() throws Exception {
        on(() -> {
            Alarm head = alarm("head");
            head.set(20);
            alarm("a").set(20);
            Alarm middle = alarm("middle");
            middle.set(20);
            alarm("b").set(20);
            Alarm tail = alarm("tail");
            tail.set(20);
            head.clear();
            middle.clear();
            tail.clear();
            tail.clear();
            return null;
        });
        assertEquals("a", next());
        assertEquals("b", next());
        assertEquals(null, rung.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void oneMayClearAnotherOrSetItselfWhileItRings() throws Exception {
        on(() -> {
            Alarm victim = alarm("victim");
            Alarm[] again = new Alarm[1];
            int[] times = new int[1];
            again[0] = new Alarm(
                    loop,
                    () -> {
                        victim.clear();
                        if (++times[0] < 3) {
                            again[0].set(1);
                        }
                        rung.add("again");
                    },
                    why -> rung.add("failed"));
            again[0].set(1);
            victim.set(1);
            return null;
        });
        assertEquals(List.of("again", "again", "again"), List.of("" + next(), "" + next(), "" + next()));
        assertEquals(null, rung.poll(50, TimeUnit.MILLISECONDS));
    }

    @Test
    void aFailingOneDoesNotSilenceTheNext() throws Exception {
        on(() -> {
            new Alarm(
                            loop,
                            () -> {
                                throw new IllegalStateException("in a test");
                            },
                            why -> rung.add(String.valueOf(why.getMessage())))
                    .set(1);
            alarm("next").set(1);
            return null;
        });
        assertEquals(List.of("in a test", "next"), List.of("" + next(), "" + next()));
    }

    @Test
    void anEmptyQueueIsTakenIntoUseAgain() throws Exception {
        Alarm alarm = alarm("again");
        for (int i = 0; i < 3; i++) {
            on(() -> {
                alarm.set(1);
                return null;
            });
            assertEquals("again", next());
        }
        on(() -> {
            alarm.set(1);
            alarm.clear();
            return null;
        });
        assertEquals(null, rung.poll(20, TimeUnit.MILLISECONDS));
        on(() -> {
            alarm.set(1);
            return null;
        });
        assertEquals("again", next());
        assertTrue(rung.isEmpty());
    }
}
