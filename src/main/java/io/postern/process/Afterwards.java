package io.postern.process;

import io.postern.carried.Resources;
import io.postern.carried.ThreadPools;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.settings.Configuration;

/** Checks of the whole that nginx makes after "syntax is ok" and before it opens anything. */
final class Afterwards {
    private Afterwards() {}

    static void check(Configuration configuration, Cycle cycle) {
        if (configuration.root().all("events").isEmpty()) {
            throw Complaint.plain("no \"events\" section in configuration");
        }
        Resources resources = Resources.of(cycle);
        int sockets = Sockets.of(configuration.servers()).size()
                + resources.sockets(false).size()
                + resources.sockets(true).size();
        int connections = configuration.get(EventsSettings.class).connections();
        if (connections < sockets + 1) {
            throw Complaint.plain(
                    connections + " worker_connections are not enough for " + sockets + " listening sockets");
        }
        ThreadPools.of(cycle).check();
    }
}
