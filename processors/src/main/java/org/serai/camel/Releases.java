package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.ReleaseOrder;
import org.serai.admin.ReleaseResult;
import org.serai.admin.ReleaseResult.Outcome;
import org.serai.custody.GoneException;
import org.serai.custody.Quarantine;
import org.serai.custody.Stored;
import org.serai.mail.Deadline;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.MailId;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Release;
import org.serai.mail.Reply;
import org.serai.mail.Sha256;
import org.serai.verdict.KeptMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets messages out of quarantine, by {@code routes/release.camel.yaml}: each recipient of the envelope gets a message once, however often
 * and on however many nodes that is asked for. Waits for scanners and backend: not for an event loop.
 */
final class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    private static final Reply FAILED = Reply.of(451, "4.3.0", "Internal error, please try again later");

    private final Quarantine index;
    private final String node;
    private final ReleaseRoutes routes;
    private final boolean train;
    private final Duration scanning;
    private final Clock clock;
    private final ScheduledExecutorService ticks;
    private final MailId ids;

    /**
     * @param train whether released mail is learned as ham where the order does not say
     * @param scanning time for the filters
     * @param ticks tells other nodes that we are at work
     */
    Releases(
            Quarantine index,
            String node,
            ReleaseRoutes routes,
            boolean train,
            Duration scanning,
            Clock clock,
            ScheduledExecutorService ticks) {
        this.index = index;
        this.node = node;
        this.routes = routes;
        this.train = train;
        this.scanning = scanning;
        this.clock = clock;
        this.ticks = ticks;
        this.ids = new MailId(clock);
    }

    /**
     * Carries out an order, and returns when that is done.
     *
     * @throws Refusal when the message is not even offered to the backend
     */
    @SuppressWarnings("try") // The trace is there to be closed.
    ReleaseResult release(ReleaseOrder order) throws Refusal {
        if (!MailId.is(order.id())) {
            throw Holding.unknown(order.id());
        }
        try (var holding = Holding.of(index, order.id(), node, clock, ticks);
                var trace = routes.trace(order.id())) {
            Stored stored = open(index, order.id());
            KeptMail kept = KeptMail.parse(order.id(), stored.json());
            var work = new Work(order, kept, holding);
            if (!work.left.isEmpty()) {
                work.deliver(work.scanned(stored));
            }
            ReleaseResult result = work.result();
            LOG.info(
                    "{} is released by {}{}: {}",
                    order.id(),
                    order.by().isEmpty() ? "somebody" : LogLine.escaped(order.by()),
                    order.administrator() ? " as administrator" : "",
                    result.nothingNew() ? "all had it" : result.done() ? "done" : "not for all");
            return result;
        } catch (IOException e) {
            throw unreadable(order.id(), e);
        }
    }

    /**
     * A message whose bytes are those that were kept.
     *
     * @throws Refusal when they cannot be had
     */
    static Stored open(Quarantine index, String id) throws Refusal {
        try {
            return index.open(id);
        } catch (IOException e) {
            throw unreadable(id, e);
        }
    }

    static Refusal unreadable(String id, IOException e) {
        if (e instanceof GoneException) {
            return new Refusal(Kind.GONE, "Gone", id + " was in quarantine, and its bytes are there no longer", e);
        }
        LOG.warn("{} cannot be had from quarantine: {}", id, e.toString());
        return new Refusal(Kind.UNAVAILABLE, "Not readable", String.valueOf(e.getMessage()), e);
    }

    /** One order at work. */
    private final class Work {

        private final ReleaseOrder order;
        private final KeptMail kept;
        private final Holding holding;
        private final Release fact;
        private final Map<Path, ReleaseResult.Recipient> results = new HashMap<>();
        private final List<Path> chosen;
        private List<Path> left;

        Work(ReleaseOrder order, KeptMail kept, Holding holding) throws Refusal {
            this.order = order;
            this.kept = kept;
            this.holding = holding;
            Boolean said = order.trainAsHam();
            this.fact = new Release(order.id(), order.by(), order.administrator(), said == null ? train : said);
            this.chosen = chosen();
            BitSet has = holding.entry().releasedTo();
            left = new ArrayList<>();
            for (Path recipient : chosen) {
                if (positions(recipient).anyMatch(has::get)) {
                    note(recipient, Outcome.ALREADY_RELEASED, "");
                } else {
                    left.add(recipient);
                }
            }
        }

        private List<Path> chosen() throws Refusal {
            List<Path> all = kept.recipients().stream().distinct().toList();
            if (order.recipients().isEmpty()) {
                return all;
            }
            var out = new ArrayList<Path>();
            for (String said : order.recipients()) {
                List<Path> meant = all.stream().filter(path -> is(path, said)).toList();
                if (meant.isEmpty()) {
                    throw new Refusal(
                            Kind.BAD_REQUEST,
                            "Not a recipient",
                            LogLine.escaped(said) + " is no recipient of " + order.id() + ", and nobody else gets it");
                }
                out.addAll(meant);
            }
            return out.stream().distinct().toList();
        }

        private static boolean is(Path path, String said) {
            return path.text().equalsIgnoreCase(said) || path.address().equalsIgnoreCase(said);
        }

        private IntStream positions(Path recipient) {
            return IntStream.range(0, kept.recipients().size())
                    .filter(at -> kept.recipients().get(at).equals(recipient));
        }

        private void note(Path recipient, Outcome outcome, String reply) {
            results.put(recipient, new ReleaseResult.Recipient(recipient.address(), outcome, reply));
        }

        ReleaseResult result() {
            return new ReleaseResult(
                    order.id(), chosen.stream().map(results::get).toList());
        }

        Mail scanned(Stored stored) throws Refusal, IOException {
            Mail mail = kept.mail(ids.next(), clock.instant(), stored.content(), left, Deadline.in(scanning));
            mail.keep(fact);
            ReleaseRoutes.Outcome outcome = routes.run(Generation.RELEASE, mail);
            if (outcome.disposition() == Disposition.ACCEPT) {
                return outcome.mail();
            }
            routes.audit(outcome);
            Reply reply = outcome.reply();
            if (outcome.disposition() == Disposition.REJECT && reply != null) {
                throw new Refusal(Kind.FORBIDDEN, "Not released", String.join(" ", reply.lines()));
            }
            throw new Refusal(Kind.UNAVAILABLE, "Not scanned", "The route release failed; the log tells where");
        }

        /** One transaction after the other, until each has been asked about. */
        void deliver(Mail scanned) throws Refusal {
            Mail attempt = scanned;
            while (true) {
                holding.require();
                ReleaseRoutes.Outcome outcome = routes.deliver(attempt);
                settle(attempt, outcome);
                routes.audit(outcome);
                if (left.isEmpty()) {
                    return;
                }
                attempt = next(scanned);
            }
        }

        private Mail next(Mail scanned) {
            Mail next = scanned.renamed(ids.next(), clock.instant())
                    .at(Phase.DATA, scanned.envelope().only(left), Deadline.in(scanning));
            next.keep(fact);
            keepHash(scanned, next);
            return next;
        }

        private void settle(Mail attempt, ReleaseRoutes.Outcome outcome) {
            var asked = attempt.kept(ReleaseRecipientsStep.Asked.class);
            Reply reply = outcome.reply() == null ? FAILED : outcome.reply();
            if (asked == null) {
                left.forEach(recipient -> note(recipient, Outcome.REFUSED, reply.toString()));
                left = List.of();
                return;
            }
            var reached = new BitSet();
            asked.replies().forEach((recipient, said) -> {
                if (said.positive() && outcome.taken()) {
                    note(recipient, Outcome.RELEASED, reply.toString());
                    positions(recipient).forEach(reached::set);
                } else {
                    note(recipient, Outcome.REFUSED, (said.positive() ? reply : said).toString());
                }
            });
            left = left.stream()
                    .filter(recipient -> !asked.replies().containsKey(recipient))
                    .toList();
            if (!reached.isEmpty()) {
                remember(reached);
            }
        }

        private void remember(BitSet reached) {
            try {
                Holding.answer(index.released(order.id(), reached));
            } catch (Refusal e) {
                LOG.error(
                        "{} is with the backend, but the index of quarantine does not know: a further release delivers it"
                                + " again",
                        order.id(),
                        e);
            }
        }
    }

    private static void keepHash(Mail from, Mail to) {
        Sha256.Received hash = from.kept(Sha256.Received.class);
        if (hash != null) {
            to.keep(hash);
        }
    }
}
