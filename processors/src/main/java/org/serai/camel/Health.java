package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;
import org.serai.delivery.Group;
import org.serai.directory.Ldap;
import org.serai.filter.DnsLists;
import org.serai.filter.clamav.Clamd;
import org.serai.store.Store;

/** One entry of {@code /observe/health}. */
final class Health extends AbstractHealthCheck {

    private final Consumer<HealthCheckResultBuilder> check;
    private final boolean readiness;

    private Health(String id, Consumer<HealthCheckResultBuilder> check) {
        this(id, true, check);
    }

    private Health(String id, boolean readiness, Consumer<HealthCheckResultBuilder> check) {
        super("serai", id);
        this.check = check;
        this.readiness = readiness;
    }

    /**
     * Tells the mode, and an edit that was refused; up then, since the old policy goes on. Down, but ready, after a start whose files were
     * refused: mail goes on by the policy that was kept, and nobody may have noticed.
     */
    static Health ofPolicy(Generations generations, PolicySettings.GlobalMode mode) {
        return new Health("policy", false, result -> {
            result.detail("generation", generations.current().number()).up();
            result.detail("last-good", generations.kept());
            result.detail("mode", mode.name().toLowerCase(Locale.ROOT));
            @Nullable String refusal = generations.refusal();
            if (refusal != null) {
                result.detail("refused-edit", refusal);
            }
            if (generations.lastGood()) {
                result.message(
                        "the files of the policy were refused at the start: mail is judged by the one that was in force"
                                + " before; mend what refused-edit tells, it is taken at once");
                result.down();
            }
        });
    }

    /**
     * Ready while each destination of mail from the internet has a server that can be reached; tells how each server does
     * and what has none, mail of our own users included.
     */
    static Health ofBackends(Supplier<List<Group>> groups) {
        return new Health("backend", result -> {
            result.up();
            var deferred = new ArrayList<String>();
            for (Group group : groups.get()) {
                for (var server : group.servers()) {
                    result.detail(server.backend(), server.reachable() ? "up" : server.problem());
                }
                if (!group.answers()) {
                    result.detail(group.mail(), "no server can be reached");
                    if (group.inbound()) {
                        deferred.add(group.mail());
                    }
                }
            }
            if (!deferred.isEmpty()) {
                result.message(String.join(", ", deferred)
                        + ": deferred with 451, since no server can be reached; start one, or correct backend.uri or"
                        + " backend.domains");
                result.down();
            }
        });
    }

    /** Ready while a clamd answers, or none is named; tells how each does. */
    static Health ofClamd(Clamd clamd) {
        return new Health("clamav", result -> {
            result.detail("state", clamd.state());
            if (clamd.off() || clamd.answers()) {
                result.up();
            } else {
                result.message("no clamd answers: messages are dealt with as CLAMAV_TEMPERROR says in"
                        + " config/scores.properties; start clamd, or correct clamav.uri");
                result.down();
            }
        });
    }

    /** Always up: mail is judged without it; tells how the last question to the directory went. */
    static Health ofLdap(Ldap ldap) {
        return new Health("ldap", result -> {
            result.detail("state", ldap.state());
            result.up();
        });
    }

    /** Always up: mail is judged without them; tells how each list does. */
    static Health ofDnsLists(DnsLists lists) {
        return new Health("dns-lists", result -> {
            lists.state().forEach(result::detail);
            result.up();
        });
    }

    /** Always up: mail is judged without them; tells that nobody is seen who sends. */
    static Health ofClients(PrivateClients clients) {
        return new Health("clients", result -> {
            String problem = clients.problem();
            result.detail("addresses", problem.isEmpty() ? "as they should be" : problem);
            result.up();
        });
    }

    /** Ready while there is a store; tells the nodes of a cluster and how many entries each table has. */
    static Health ofStore(Store store) {
        return new Health("store", result -> {
            Store.Status status = store.status();
            status.entries().forEach(result::detail);
            if (!status.members().isEmpty()) {
                result.detail("nodes", String.join(" ", status.members()));
            }
            if (!status.disk().isEmpty()) {
                result.detail("disk", status.disk());
            }
            if (status.problem().isEmpty()) {
                result.up();
            } else {
                result.detail("problem", status.problem());
                result.message(
                        "state cannot be asked: filters that remember tell *_TEMPERROR, and mail goes on by policy;"
                                + " docs/state.md tells what to do");
                result.down();
            }
        });
    }

    /** Ready while the journal can be written, for mail is deferred when it cannot; tells how far its events have gone on. */
    static Health ofJournal(Custody custody) {
        return new Health("journal", result -> {
            result.detail("octets-behind", custody.behind());
            if (!custody.outgoingProblem().isEmpty()) {
                result.detail("events", custody.outgoingProblem());
            }
            if (custody.problem().isEmpty()) {
                result.up();
            } else {
                result.detail("problem", custody.problem());
                result.message(
                        "mail is deferred with 451, since the journal cannot be written; make room in data.dir, or"
                                + " mend what problem says");
                result.down();
            }
        });
    }

    /** Always up: mail is taken without its topic, or deferred by the operator's choice; tells where what is quarantined goes. */
    static Health ofQuarantine(QuarantineHome quarantine) {
        return new Health("quarantine", result -> {
            quarantine.status().forEach(result::detail);
            result.up();
        });
    }

    /** Always up, as the sender keeps the message itself; tells where copies go. */
    static Health ofDeadLetters(DeadLetterHome letters) {
        return new Health("dead-letters", result -> {
            letters.status().forEach(result::detail);
            result.up();
        });
    }

    /** Camel tells details only to those who ask for {@code ?data=true}; an operator types the bare address. */
    static void alwaysWithDetails(CamelContext context, int port) {
        VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port))
                .route("/observe/health*")
                .order(-1)
                .handler(request -> {
                    request.request().params().set("data", "true");
                    request.next();
                });
    }

    /** From now on {@code /observe/health/started} is up: the doors are open. Before that {@link StartHealth} answers, or nobody. */
    static void started(CamelContext context, int port) {
        VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port))
                .route("/observe/health/started")
                .order(-2)
                .handler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"status\":\"UP\"}"));
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        check.accept(builder);
    }

    @Override
    public boolean isReadiness() {
        return readiness;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }
}
