package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;

/** A connection as the makers of replies see it. Confined to its event loop. */
final class RequestOutlet implements ReplySink {
    private final HttpConnection connection;
    private final Delivery delivery;
    private final RequestContext context;
    private Runnable gone = () -> {};

    RequestOutlet(HttpConnection connection, Delivery delivery, RequestContext context) {
        this.connection = connection;
        this.delivery = delivery;
        this.context = context;
    }

    /** The client has gone while its reply was being made. */
    void clientGone() {
        gone.run();
    }

    @Override
    public EventLoop loop() {
        return connection.loop();
    }

    @Override
    public boolean send(byte[] bytes) {
        return delivery.send(bytes, connection.sendTimeout());
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
        return connection.discardBody();
    }

    @Override
    public void readBody(Runnable then) {
        connection.readBody(then);
    }

    @Override
    public void finished(Exchange x) {
        gone = () -> {};
        delivery.onceTaken(() -> {
            x.complete = true;
            connection.finished(x);
        });
    }

    @Override
    public void abort(Exchange x, int status) {
        x.reply().status = status;
        x.complete = true;
        connection.close();
    }

    @Override
    public void cut(Exchange x) {
        x.complete = true;
        connection.closeDelivered(x);
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
