package io.postern.process;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.postern.log.Level;
import io.postern.log.Log;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Netty complains of: an exception that reached an event loop is a fault of ours, and stands in the log at alert. */
final class NettyLog extends InternalLoggerFactory {
    private final Supplier<Log> log;

    /** The log in force is asked for with each line: reloads change it. */
    NettyLog(Supplier<Log> log) {
        this.log = log;
    }

    @Override
    protected InternalLogger newInstance(String name) {
        return new Logger(name);
    }

    private final class Logger extends AbstractInternalLogger {
        private static final long serialVersionUID = 1L;

        Logger(String name) {
            super(name);
        }

        private void alert(String text, @Nullable Throwable cause) {
            log.get().write(Level.ALERT, cause == null ? text : text + ": " + Fault.words(cause));
        }

        private static String filled(String format, @Nullable Object... arguments) {
            StringBuilder text = new StringBuilder();
            int from = 0;
            for (Object argument : arguments) {
                int hole = format.indexOf("{}", from);
                if (hole < 0) {
                    break;
                }
                text.append(format, from, hole)
                        .append(argument instanceof Throwable t ? Fault.words(t) : String.valueOf(argument));
                from = hole + 2;
            }
            text.append(format, from, format.length());
            Object last = arguments.length == 0 ? null : arguments[arguments.length - 1];
            if (last instanceof Throwable t && text.indexOf(Fault.words(t)) < 0) {
                text.append(": ").append(Fault.words(t));
            }
            return text.toString();
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public void trace(String text) {}

        @Override
        public void trace(String format, Object argument) {}

        @Override
        public void trace(String format, Object first, Object second) {}

        @Override
        public void trace(String format, Object... arguments) {}

        @Override
        public void trace(String text, Throwable cause) {}

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public void debug(String text) {}

        @Override
        public void debug(String format, Object argument) {}

        @Override
        public void debug(String format, Object first, Object second) {}

        @Override
        public void debug(String format, Object... arguments) {}

        @Override
        public void debug(String text, Throwable cause) {}

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public void info(String text) {}

        @Override
        public void info(String format, Object argument) {}

        @Override
        public void info(String format, Object first, Object second) {}

        @Override
        public void info(String format, Object... arguments) {}

        @Override
        public void info(String text, Throwable cause) {}

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public void warn(String text) {
            alert(text, null);
        }

        @Override
        public void warn(String format, Object argument) {
            alert(filled(format, argument), null);
        }

        @Override
        public void warn(String format, Object... arguments) {
            alert(filled(format, arguments), null);
        }

        @Override
        public void warn(String format, Object first, Object second) {
            alert(filled(format, first, second), null);
        }

        @Override
        public void warn(String text, Throwable cause) {
            alert(text, cause);
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public void error(String text) {
            alert(text, null);
        }

        @Override
        public void error(String format, Object argument) {
            alert(filled(format, argument), null);
        }

        @Override
        public void error(String format, Object first, Object second) {
            alert(filled(format, first, second), null);
        }

        @Override
        public void error(String format, Object... arguments) {
            alert(filled(format, arguments), null);
        }

        @Override
        public void error(String text, Throwable cause) {
            alert(text, cause);
        }
    }
}
