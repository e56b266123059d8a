package io.postern.http.serve;

import io.netty.channel.EventLoop;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Proxying;
import io.postern.http.proxy.Passing;
import io.postern.http.proxy.ProxyPass;
import io.postern.http.proxy.Sink;

/** The client's side of a request that is passed on. */
final class Upstreaming implements Sink {
    private final Answer answer;

    private Upstreaming(Answer answer) {
        this.answer = answer;
    }

    /** Finds out where to, reads the body, then asks the upstream. */
    static void begin(Proxying proxying, Answer answer, ProxyPass pass) {
        answer.exchange().upstreams.enter();
        Passing passing = new Passing(proxying, new Upstreaming(answer), pass);
        if (passing.aim()) {
            answer.outlet().readBody(passing::begin);
        }
    }

    @Override
    public Exchange exchange() {
        return answer.exchange();
    }

    @Override
    public EventLoop loop() {
        return answer.outlet().loop();
    }

    @Override
    public void special(int status) {
        answer.special(status);
    }

    @Override
    public void head() {
        answer.head();
    }

    @Override
    public void body(byte[] bytes, int at, int length) {
        answer.body(bytes, at, length);
    }

    @Override
    public void end() {
        answer.end();
    }

    @Override
    public void lost() {
        answer.lost();
    }

    @Override
    public void broken() {
        answer.broken();
    }

    @Override
    public void redirect(String uri) {
        answer.redirect(uri);
    }

    @Override
    public boolean full() {
        return answer.outlet().full();
    }

    @Override
    public void whenDrained(Runnable then) {
        answer.outlet().whenDrained(then);
    }

    @Override
    public void whenGone(Runnable then) {
        answer.outlet().whenGone(then);
    }

    @Override
    public void action(String doing) {
        answer.outlet().action(doing);
    }

    @Override
    public void upstream(String name) {
        answer.outlet().upstream(name);
    }
}
