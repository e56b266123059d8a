package io.postern.process;

import static io.postern.directive.Context.MAIN;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Finding;
import io.postern.directive.Row;
import io.postern.directive.Severity;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.settings.Module;
import io.postern.settings.Place;
import io.postern.settings.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The main context: how the process runs (nginx's ngx_core_module). */
final class MainModule implements Module<MainSettings> {
    /** The pid file where none is named, relative to the prefix. */
    static final String PID = System.getProperty("postern.pid", "logs/nginx.pid");

    private static final Table TABLE = Table.of("nginx");

    static final Row<Boolean> DAEMON = TABLE.row(
            "daemon", Arity.FLAG, Types.FLAG, "on", "Whether the command returns and leaves the server behind.", MAIN);
    static final Row<Boolean> MASTER = TABLE.row(
            "master_process",
            Arity.FLAG,
            Types.FLAG,
            "on",
            "Accepted: there is one process in any case; off keeps it from changing its user.",
            MAIN);
    static final Row<Duration> TIMER_RESOLUTION = TABLE.row(
            "timer_resolution",
            Arity.ONE,
            Types.MSEC,
            "0",
            "Accepted: asking the time costs no system call here.",
            MAIN);
    static final Row<String> PID_FILE =
            TABLE.row("pid", Arity.ONE, Types.STRING, PID, "The file that holds the process' number.", MAIN);
    static final Row<String> LOCK_FILE =
            TABLE.row("lock_file", Arity.ONE, Types.STRING, "logs/nginx.lock", "Accepted: nothing is locked.", MAIN);
    static final Row<Integer> PROCESSES = TABLE.row(
            "worker_processes",
            Arity.ONE,
            MainModule::processes,
            "1",
            "The number of event loops; auto is one for each processor.",
            MAIN);
    static final Row<String> DEBUG_POINTS = TABLE.optional(
            "debug_points",
            Arity.ONE,
            Types.oneOf(Map.of("stop", "stop", "abort", "abort")),
            "Accepted: there are no such points.",
            MAIN);
    static final Row<User> USER = TABLE.optional(
            "user",
            Arity.ONE_OR_TWO,
            MainModule::user,
            "Who the process becomes once it has bound its ports and read its keys as root.",
            MAIN);
    static final Row<Integer> PRIORITY =
            TABLE.optional("worker_priority", Arity.ONE, MainModule::priority, "The process' nice value.", MAIN);
    static final Row<Affinity> AFFINITY = TABLE.optional(
            "worker_cpu_affinity",
            Arity.ONE_OR_MORE,
            Affinity::parse,
            "The processors that each event loop may run on.",
            MAIN);
    static final Row<Long> NOFILE = TABLE.optional(
            "worker_rlimit_nofile", Arity.ONE, Types.NUMBER, "How many descriptors the process may have open.", MAIN);
    static final Row<Long> CORE = TABLE.optional(
            "worker_rlimit_core", Arity.ONE, Types.OFFSET, "The largest core file of the process.", MAIN);
    static final Row<Duration> SHUTDOWN = TABLE.row(
            "worker_shutdown_timeout",
            Arity.ONE,
            Types.MSEC,
            "0",
            "How long sessions may go on after a reload or a quit; 0 is as long as they like.",
            MAIN);
    static final Row<String> DIRECTORY = TABLE.optional(
            "working_directory", Arity.ONE, Types.STRING, "Where the process stands, for core files.", MAIN);
    static final Row<List<String>> ENV = TABLE.optional(
            "env",
            Arity.ONE,
            Types.each(Types.STRING),
            "A variable that a new binary gets, with its value or as it is now.",
            MAIN);

    /** A user as the directive names it; null where we are not root and it was only warned about. */
    record User(MainSettings.@Nullable User account) {}

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<MainSettings> kind() {
        return MainSettings.class;
    }

    @Override
    public Place place() {
        return Place.MAIN;
    }

    @Override
    public MainSettings read(Scope scope) {
        Affinity affinity = scope.find(AFFINITY);
        int processes = scope.get(PROCESSES);
        if (affinity != null
                && !affinity.auto()
                && affinity.masks().size() > 1
                && affinity.masks().size() != processes) {
            scope.cycle()
                    .report(new Finding(
                            Severity.WARN,
                            "the number of \"worker_processes\" is not equal to the number of \"worker_cpu_affinity\""
                                    + " masks, using last mask for remaining worker processes",
                            null,
                            false));
        }
        Integer priority = scope.find(PRIORITY);
        String pid = scope.get(PID_FILE);
        List<String> environment = scope.find(ENV);
        return new MainSettings(
                scope.get(DAEMON),
                scope.get(MASTER),
                new PidFile(scope.cycle().underPrefix(pid.isEmpty() ? PID : pid)),
                processes,
                affinity == null ? Affinity.NONE : affinity,
                account(scope),
                priority == null ? 0 : priority,
                scope.find(NOFILE),
                scope.find(CORE),
                scope.get(SHUTDOWN),
                scope.find(DIRECTORY),
                scope.cycle().underPrefix(scope.get(LOCK_FILE)),
                environment == null ? List.of() : environment);
    }

    private static MainSettings.@Nullable User account(Scope scope) {
        User user = scope.find(USER);
        if (user != null || !scope.cycle().touches() || !ProcessUser.isRoot()) {
            return user == null ? null : user.account;
        }
        return account("nobody", ProcessUser.NOBODYS_GROUP, false);
    }

    private static User user(Args args) {
        if (args.cycle().touches() && !ProcessUser.isRoot()) {
            args.warn("the \"user\" directive makes sense only if the master process runs with super-user privileges,"
                    + " ignored");
            return new User(null);
        }
        if (!args.cycle().touches()) {
            return new User(null);
        }
        return new User(account(args.get(1), args.get(args.count()), true));
    }

    private static MainSettings.User account(String user, String group, boolean here) {
        OptionalInt uid = Accounts.user(user);
        OptionalInt gid = uid.isEmpty() ? uid : Accounts.group(group);
        if (gid.isEmpty()) {
            String text = uid.isEmpty() ? "getpwnam(\"" + user + "\") failed" : "getgrnam(\"" + group + "\") failed";
            throw here ? Complaint.here(text) : Complaint.plain(text);
        }
        return new MainSettings.User(user, uid.getAsInt(), gid.getAsInt());
    }

    private static int processes(Args args) {
        if (args.printed(1).equals("auto")) {
            return Runtime.getRuntime().availableProcessors();
        }
        long number = Units.number(args.get(1));
        if (number < 0) {
            throw Complaint.directive("invalid value");
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private static int priority(Args args) {
        String text = args.get(1);
        boolean minus = text.startsWith("-");
        // nginx keeps the number in an int and takes -1 for a fault
        int number = (int) Units.number(minus || text.startsWith("+") ? text.substring(1) : text);
        if (number == -1) {
            throw Complaint.directive("invalid number");
        }
        return minus ? -number : number;
    }
}
