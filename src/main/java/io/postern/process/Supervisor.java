package io.postern.process;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Pid;
import io.postern.log.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells systemd how we are (sd_notify(3)); does nothing where nobody asked. */
final class Supervisor {
    private final @Nullable String socket;
    private final Supplier<? extends Log> log;

    Supervisor(@Nullable String socket, Supplier<? extends Log> log) {
        this.socket = socket;
        this.log = log;
    }

    void ready() {
        tell("READY=1\nMAINPID=" + Pid.text());
    }

    void reloading() {
        tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    }

    /** The new binary is the service from now on. */
    void successor(int pid) {
        tell("MAINPID=" + pid);
    }

    /** The service ends; not when it is only the older of two processes, or a newer one that is given up. */
    void stopping() {
        tell("STOPPING=1");
    }

    private void tell(String state) {
        if (socket == null) {
            return;
        }
        try (UnixDatagram datagram = new UnixDatagram(socket)) {
            byte[] bytes = state.getBytes(StandardCharsets.ISO_8859_1);
            datagram.send(bytes, bytes.length);
        } catch (IOException e) {
            log.get().write(Level.WARN, Errno.of(e), "could not tell \"" + socket + "\"");
        }
    }
}
