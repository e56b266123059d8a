package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;

/** A connection as the makers of replies see it. Confined to its event loop. */
final class RequestOutlet implements ReplySink {
    private final RequestCycle cycle;
    private final Delivery delivery;
    private final RequestContext context;
    private Runnable gone = () -> {};

    RequestOutlet(RequestCycle cycle, Delivery delivery, RequestContext context) {
        this.cycle = cycle;
        this.delivery = delivery;
        this.context = context;
    }

    /** The client has gone while its reply was being made. */
    void clientGone() {
        gone.run();
    }

    @Override
    public EventLoop loop() {
        return cycle.loop();
    }

    @Override
    public boolean send(byte[] bytes) {
        return delivery.send(bytes, cycle.sendTimeout());
    }

    @Override
    public boolean full() {
        return delivery.full();
    }

    @Override
    public void whenDrained(Runnable then) {
        delivery.whenDrained(then);
    }

    @Override
    public boolean discardBody() {
        return cycle.discardBody();
    }

    @Override
    public void readBody(Runnable then) {
        cycle.readBody(then);
    }

    @Override
    public void finished(Exchange x) {
        gone = () -> {};
        delivery.onceTaken(() -> {
            x.complete = true;
            cycle.finished(x);
        });
    }

    @Override
    public void abort(Exchange x, int status) {
        x.reply().status = status;
        x.complete = true;
        if (status == 444) {
            cycle.drop();
        } else {
            cycle.close();
        }
    }

    @Override
    public void cut(Exchange x) {
        x.complete = true;
        cycle.closeDelivered(x);
    }

    @Override
    public void whenGone(Runnable then) {
        gone = then;
    }

    @Override
    public void action(String doing) {
        context.action(doing);
    }

    @Override
    public void upstream(String name) {
        context.upstream(name);
    }
}
