package io.postern.process;

import static io.postern.directive.Context.EVENTS;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.net.Transport;
import io.postern.settings.Module;
import io.postern.settings.Place;
import io.postern.settings.Scope;
import java.time.Duration;
import java.util.List;

/** events{}: how many connections, and by which of the system's ways (nginx's ngx_event_core_module). */
final class EventsModule implements Module<EventsSettings> {
    private static final Table TABLE = Table.of("ngx_event");
    /** What an nginx for Linux is built with. */
    private static final String EPOLL = "epoll";
    /** What nginx has not. */
    private static final String IO_URING = "io_uring";

    static final Row<Integer> CONNECTIONS = TABLE.row(
            "worker_connections",
            Arity.ONE,
            EventsModule::connections,
            "512",
            "How many connections one event loop may have, to clients, back ends and auth servers together.",
            EVENTS);
    static final Row<String> USE = TABLE.row(
            "use",
            Arity.ONE,
            EventsModule::method,
            "epoll",
            "How the system tells of events; besides nginx's epoll there is io_uring.",
            EVENTS);
    static final Row<Boolean> MULTI_ACCEPT = TABLE.row(
            "multi_accept", Arity.FLAG, Types.FLAG, "off", "Accepted: as many connections are taken as wait.", EVENTS);
    static final Row<Boolean> ACCEPT_MUTEX = TABLE.row(
            "accept_mutex",
            Arity.FLAG,
            Types.FLAG,
            "off",
            "Accepted: event loops do not compete for connections.",
            EVENTS);
    static final Row<Duration> ACCEPT_MUTEX_DELAY = TABLE.row(
            "accept_mutex_delay",
            Arity.ONE,
            Types.MSEC,
            "500ms",
            "How long accepting pauses when descriptors have run out.",
            EVENTS);
    static final Row<List<DebugConnection>> DEBUG_CONNECTION = TABLE.optional(
            "debug_connection",
            Arity.ONE,
            Types.each(DebugConnection::parse),
            "Clients whose sessions are logged at debug whatever the log's level.",
            EVENTS);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<EventsSettings> kind() {
        return EventsSettings.class;
    }

    @Override
    public Place place() {
        return Place.EVENTS;
    }

    @Override
    public EventsSettings read(Scope scope) {
        List<DebugConnection> debugged = scope.find(DEBUG_CONNECTION);
        return new EventsSettings(
                scope.get(CONNECTIONS),
                scope.get(USE),
                scope.get(ACCEPT_MUTEX_DELAY),
                debugged == null ? List.of() : debugged);
    }

    private static int connections(Args args) {
        long number = Units.number(args.get(1));
        if (number < 0) {
            throw Complaint.here("invalid number \"" + args.printed(1) + "\"");
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private static String method(Args args) {
        String name = args.get(1);
        if (name.equals(IO_URING)) {
            Transport.withoutRing().ifPresent(why -> {
                throw Complaint.here("\"use io_uring\" is not available here: " + why);
            });
        } else if (!name.equals(EPOLL)) {
            throw Complaint.here("invalid event type \"" + name + "\"");
        }
        return name;
    }
}
