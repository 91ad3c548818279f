package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.serai.admin.AdminJson;
import org.serai.admin.Guard;
import org.serai.admin.Problem;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.serai.custody.Stored;
import org.serai.learn.Addressee;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.SampleReader;
import org.serai.learn.Teacher;
import org.serai.mail.Deadline;
import org.serai.mail.MailId;
import org.serai.mail.Path;
import org.serai.verdict.KeptMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code routes/listeners/admin.camel.yaml}: {@code serai:admin-guard} lets nobody pass but who has the token, each other one
 * answers a request. They wait, and run on threads that HTTP has for that.
 */
final class AdminSteps {

    /** The file of the API. */
    static final String ROUTE = "admin";

    /** Fields and parameters of a request that reach Camel, and fields of an answer that leave it. */
    static final OnlyHeaders HEADERS = OnlyHeaders.of(
            Set.of(
                    "host",
                    "origin",
                    "authorization",
                    "content-type",
                    "id",
                    "recipient",
                    "from",
                    "to",
                    "after",
                    "limit"),
            Set.of(
                    "Cache-Control",
                    "Content-Disposition",
                    "Content-Type",
                    "WWW-Authenticate",
                    "X-Content-Type-Options"));

    private static final Logger LOG = LoggerFactory.getLogger(AdminSteps.class);

    private static final String JSON = "application/json";
    private static final int PAGE = 100;
    /** Whoever trains meanwhile may take an hour. */
    private static final long LEARNING_SECONDS = 45;

    private final Guard guard;
    private final Quarantine index;
    private final Releases releases;
    private final Removals removals;
    private final Teacher teacher;
    private final SampleReader samples;
    private final Clock clock;

    AdminSteps(
            Guard guard,
            Quarantine index,
            Releases releases,
            Removals removals,
            Teacher teacher,
            SampleReader samples,
            Clock clock) {
        this.guard = guard;
        this.index = index;
        this.releases = releases;
        this.removals = removals;
        this.teacher = teacher;
        this.samples = samples;
        this.clock = clock;
    }

    Map<String, Function<SeraiComponent.Options, Step>> table() {
        return Map.of(
                "admin-guard", Steps.plain((Step.Now) this::guard),
                "admin-list", answering(this::list),
                "admin-show", answering(this::show),
                "admin-message", Steps.plain((Step.Now) this::message),
                "admin-release",
                        answering(request ->
                                AdminJson.result(releases.release(AdminJson.release(id(request), body(request))))),
                "admin-delete", answering(this::delete),
                "admin-train", answering(this::train),
                "admin-purge", answering(this::purge));
    }

    /** Makes the answer to a request. */
    private interface Answer {
        String to(Message request) throws Refusal;
    }

    private static Function<SeraiComponent.Options, Step> answering(Answer answer) {
        return Steps.plain((Step.Now) exchange -> {
            try {
                tell(exchange, 200, JSON, answer.to(exchange.getMessage()));
            } catch (Refusal e) {
                problem(exchange, e.problem());
            } catch (RuntimeException | StackOverflowError e) {
                failed(exchange, e);
            }
        });
    }

    private static void failed(Exchange exchange, Throwable e) {
        LOG.error("A request to the admin API failed", e);
        problem(exchange, new Problem(Kind.INTERNAL, "Internal error", "The log tells more"));
    }

    private void guard(Exchange exchange) {
        Message request = exchange.getMessage();
        try {
            guard.check(header(request, "Host"), header(request, "Origin"), header(request, "Authorization"));
        } catch (Refusal e) {
            problem(exchange, e.problem());
            exchange.setRouteStop(true);
        }
    }

    private static @Nullable String header(Message request, String name) {
        Object said = request.getHeader(name);
        // Several of one name are a list: nobody may choose which is heard.
        return said == null ? null : said instanceof String one ? one : "";
    }

    private static String parameter(Message request, String name) {
        String said = header(request, name);
        return said == null ? "" : said;
    }

    private static String id(Message request) throws Refusal {
        String id = parameter(request, "id");
        if (!MailId.is(id)) {
            throw Holding.unknown(id);
        }
        return id;
    }

    private static byte @Nullable [] body(Message request) throws Refusal {
        byte[] body = request.getBody(byte[].class);
        String type = parameter(request, "Content-Type");
        boolean something = !type.isBlank() || body != null && body.length > 0;
        // Of a form Camel makes no body: it would be an order without recipients, which means all of them.
        if (something && !type.strip().regionMatches(true, 0, JSON, 0, JSON.length())) {
            throw new Refusal(Kind.BAD_REQUEST, "Bad request", "Content-Type must be " + JSON);
        }
        return body;
    }

    private String list(Message request) throws Refusal {
        Quarantine.Query query;
        int limit;
        try {
            String said = parameter(request, "limit");
            limit = said.isEmpty() ? PAGE : Integer.parseInt(said);
            query = new Quarantine.Query(
                    "",
                    time(parameter(request, "from"), Instant.EPOCH),
                    time(parameter(request, "to"), Instant.MAX),
                    parameter(request, "recipient"),
                    parameter(request, "after"),
                    limit);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new Refusal(
                    Kind.BAD_REQUEST,
                    "Bad request",
                    "from and to are times such as 2026-11-24T00:00:00Z, limit is 1 to " + Quarantine.MAX_PAGE,
                    e);
        }
        List<Quarantine.Listed> page = index.list(query);
        return AdminJson.page(page, page.size() == limit);
    }

    private static Instant time(String said, Instant otherwise) {
        return said.isEmpty() ? otherwise : Instant.parse(said);
    }

    private QuarantineEntry entry(String id) throws Refusal {
        Optional<QuarantineEntry> found = Holding.answer(index.find(id));
        return found.filter(entry -> entry.state() != State.DELETED).orElseThrow(() -> Holding.unknown(id));
    }

    private String show(Message request) throws Refusal {
        String id = id(request);
        QuarantineEntry entry = entry(id);
        Stored stored = Releases.open(index, id);
        List<Path> recipients = kept(id, stored).recipients();
        List<String> released = IntStream.range(0, recipients.size())
                .filter(entry.releasedTo()::get)
                .mapToObj(at -> recipients.get(at).address())
                .toList();
        return AdminJson.message(id, entry, released, stored.json());
    }

    private static KeptMail kept(String id, Stored stored) throws Refusal {
        try {
            return KeptMail.parse(id, stored.json());
        } catch (IOException e) {
            throw Releases.unreadable(id, e);
        }
    }

    /** Its bytes, for whoever saves them: nothing that a browser would show. */
    private void message(Exchange exchange) {
        try {
            String id = id(exchange.getMessage());
            entry(id);
            Stored stored = Releases.open(index, id);
            tell(exchange, 200, "application/octet-stream", stored.content().open());
            exchange.getMessage().setHeader("Content-Disposition", "attachment; filename=\"" + id + ".eml\"");
        } catch (Refusal e) {
            problem(exchange, e.problem());
        } catch (IOException | RuntimeException e) {
            failed(exchange, e);
        }
    }

    private String delete(Message request) throws Refusal {
        String id = id(request);
        removals.delete(id, AdminJson.by(body(request)));
        return AdminJson.outcome(id, State.DELETED);
    }

    private String train(Message request) throws Refusal {
        String id = id(request);
        AdminJson.Training asked = AdminJson.train(body(request));
        entry(id);
        Stored stored = Releases.open(index, id);
        KeptMail kept = kept(id, stored);
        try {
            var mail = kept.mail(
                    id, clock.instant(), stored.content(), kept.recipients(), Deadline.in(Duration.ofMinutes(1)));
            CompletableFuture<Teacher.Outcome> taught = teacher.offer(new Lecture(
                    samples.of(mail),
                    asked.spam() ? Label.SPAM : Label.HAM,
                    LogLine.escaped(asked.by()),
                    Lecture.Channel.RELEASE,
                    Addressee.of(kept.recipients().stream().map(Path::address).toList())));
            if (taught == null) {
                throw new Refusal(Kind.UNAVAILABLE, "Not learned", "Too many messages wait to be learned");
            }
            return AdminJson.outcome(id, taught.get(LEARNING_SECONDS, TimeUnit.SECONDS));
        } catch (IOException e) {
            throw Releases.unreadable(id, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new Refusal(Kind.UNAVAILABLE, "Not learned", id + " could not be learned for now", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Kind.UNAVAILABLE, "Not learned", "Serai is being stopped", e);
        }
    }

    private String purge(Message request) throws Refusal {
        AdminJson.Purge asked = AdminJson.purge(body(request));
        return AdminJson.result(removals.purge(asked.recipient(), asked.by()));
    }

    private static void problem(Exchange exchange, Problem problem) {
        tell(exchange, problem.kind().status(), AdminJson.PROBLEM, AdminJson.problem(problem));
        if (problem.kind() == Kind.UNAUTHORIZED) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
        }
    }

    private static void tell(Exchange exchange, int status, String type, Object body) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        answer.setHeader(Exchange.CONTENT_TYPE, type);
        answer.setHeader("Cache-Control", "no-store");
        answer.setHeader("X-Content-Type-Options", "nosniff");
        answer.setBody(body);
    }
}
