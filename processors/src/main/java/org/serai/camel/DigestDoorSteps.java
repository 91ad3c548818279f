package org.serai.camel;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.serai.admin.Problem;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.ReleaseOrder;
import org.serai.admin.ReleaseResult;
import org.serai.admin.ReleaseResult.Outcome;
import org.serai.camel.DigestPage.Button;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.serai.digest.Digests;
import org.serai.digest.Link;
import org.serai.digest.Link.Action;
import org.serai.digest.Links;
import org.serai.digest.Notes;
import org.serai.digest.Visitors;
import org.serai.mail.AddressKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code routes/listeners/digest-door.camel.yaml}: {@code serai:digest-show} says what a link is for and changes nothing, since
 * programs follow the links of mails; {@code serai:digest-act} does it, once. They wait, and run on threads that HTTP has for that.
 */
final class DigestDoorSteps {

    private static final Logger LOG = LoggerFactory.getLogger(DigestDoorSteps.class);

    private static final DigestPage BUSY =
            DigestPage.of(429, "Too many requests", "Please wait a minute, and follow the link again.");
    private static final DigestPage NONE = DigestPage.of(
            404,
            "No such link",
            "This link is none of ours, or a part of it is missing: copy all of it from the mail.");
    private static final DigestPage OVER =
            DigestPage.of(410, "The link is over", "Its time has passed. Your mail administrator can still help you.");
    private static final DigestPage USED = DigestPage.of(
            200, "Done already", "This link was used before, and what it is for has been done. It works once.");
    private static final DigestPage GONE = DigestPage.of(
            410, "No longer there", "The message is not in quarantine any more: it was deleted, or its time is over.");
    private static final DigestPage HAVE =
            DigestPage.of(200, "Delivered", "The message has been delivered to you. Look into your mailbox.");
    private static final DigestPage FAILED =
            DigestPage.of(503, "Not now", "Something does not answer. Please follow the link again in a few minutes.");

    private final DigestClients clients;
    private final Visitors visitors;
    private final Links links;
    private final Notes notes;
    private final DigestModel model;
    private final Quarantine index;
    private final Releases releases;
    private final TrustedAuthors trusted;
    private final Clock clock;

    DigestDoorSteps(
            DigestClients clients,
            Visitors visitors,
            Links links,
            Notes notes,
            DigestModel model,
            Quarantine index,
            Releases releases,
            TrustedAuthors trusted,
            Clock clock) {
        this.clients = clients;
        this.visitors = visitors;
        this.links = links;
        this.notes = notes;
        this.model = model;
        this.index = index;
        this.releases = releases;
        this.trusted = trusted;
        this.clock = clock;
    }

    Map<String, Function<SeraiComponent.Options, Step>> table() {
        return Map.of("digest-show", answering(this::shown), "digest-act", answering(this::done));
    }

    /** What becomes of a link that is good. */
    private interface Answer {
        DigestPage to(Link link) throws Refusal;
    }

    private Function<SeraiComponent.Options, Step> answering(Answer answer) {
        return Steps.plain((Step.Now) exchange -> page(exchange, answer).answer(exchange));
    }

    private DigestPage page(Exchange exchange, Answer answer) {
        if (!visitors.welcome(clients.of(exchange.getMessage()))) {
            return BUSY;
        }
        Optional<Link> read =
                exchange.getMessage().getHeader("token") instanceof String said ? links.read(said) : Optional.empty();
        if (read.isEmpty()) {
            return NONE;
        }
        Link link = read.get();
        if (link.over(clock.instant())) {
            return OVER;
        }
        try {
            return notes.isUsed(link) ? USED : answer.to(link);
        } catch (Refusal e) {
            return refused(e.problem());
        } catch (CompletionException e) {
            LOG.warn("The store does not answer who follows a link of a digest: {}", e.toString());
            return FAILED;
        } catch (RuntimeException e) {
            LOG.error("A link of a digest failed", e);
            return FAILED;
        }
    }

    private static DigestPage refused(Problem problem) {
        return switch (problem.kind()) {
            case UNKNOWN, GONE -> GONE;
            case FORBIDDEN ->
                DigestPage.of(
                        403,
                        "Your administrator may",
                        "It is looked at again before it is delivered, and what was found now only your mail administrator may"
                                + " let out: ask him.");
            case CONFLICT ->
                DigestPage.of(409, "It is being delivered", "Somebody is at work on it. Look into your mailbox.");
            case BAD_REQUEST, UNAUTHORIZED, UNAVAILABLE, INTERNAL -> FAILED;
        };
    }

    private DigestPage shown(Link link) throws Refusal {
        return switch (link.action()) {
            case SHOW, RELEASE, TRUST -> message(link);
            case OFF ->
                new DigestPage(
                        200,
                        "No more digests",
                        "You are told no longer what is held back for you. It is still held back.",
                        Map.of(),
                        List.of(new Button(links.token(link, Action.OFF), "Send me no digests")));
            case ON ->
                new DigestPage(
                        200,
                        "Digests",
                        "You are told each day what is held back for you.",
                        Map.of(),
                        List.of(new Button(links.token(link, Action.ON), "Send me digests")));
        };
    }

    private DigestPage message(Link link) throws Refusal {
        QuarantineEntry entry = entry(link);
        if (has(link, entry)) {
            return HAVE;
        }
        var release = new Button(links.token(link, Action.RELEASE), "Deliver it to me");
        var trust = new Button(links.token(link, Action.TRUST), "Deliver it, and trust its sender from now on");
        return new DigestPage(
                200,
                "A message is held back for you",
                "Deliver it only if you know who sent it, and expected it.",
                model.of(entry),
                switch (link.action()) {
                    case RELEASE -> List.of(release);
                    case TRUST -> List.of(trust);
                    case SHOW, OFF, ON -> List.of(release, trust);
                });
    }

    private QuarantineEntry entry(Link link) throws Refusal {
        return Holding.answer(index.find(link.id()))
                .filter(entry -> entry.state() != State.DELETED)
                .orElseThrow(() -> Holding.unknown(link.id()));
    }

    private static boolean has(Link link, QuarantineEntry entry) {
        AddressKey user = Digests.key(link.recipient());
        for (int i = 0; i < entry.recipients().size(); i++) {
            if (Digests.key(entry.recipients().get(i)).equals(user)) {
                return entry.releasedTo().get(i);
            }
        }
        return entry.state() == State.RELEASED;
    }

    private DigestPage done(Link link) throws Refusal {
        DigestPage page =
                switch (link.action()) {
                    case SHOW -> message(link);
                    case RELEASE -> released(link, false);
                    case TRUST -> released(link, true);
                    case OFF -> switched(link, true);
                    case ON -> switched(link, false);
                };
        if (page.status() == 200 && link.action() != Action.SHOW) {
            notes.used(link, clock.instant());
        }
        return page;
    }

    private DigestPage switched(Link link, boolean off) {
        notes.off(Digests.key(link.recipient()), off);
        LOG.info("{} is sent {}", LogLine.escaped(link.recipient()), off ? "no digests any more" : "digests again");
        return off
                ? new DigestPage(
                        200,
                        "No more digests",
                        "You are sent no digests any more.",
                        Map.of(),
                        List.of(new Button(links.token(link, Action.ON), "Send me digests again")))
                : DigestPage.of(200, "Digests", "You are sent digests again.");
    }

    /** To whom the link was sent, and nobody else; what filters call dangerous now stays. */
    private DigestPage released(Link link, boolean trust) throws Refusal {
        ReleaseResult result =
                releases.release(new ReleaseOrder(link.id(), List.of(link.recipient()), link.recipient(), false, null));
        Optional<ReleaseResult.Recipient> refused = result.recipients().stream()
                .filter(each -> each.outcome() == Outcome.REFUSED)
                .findFirst();
        if (refused.isPresent()) {
            return new DigestPage(
                    502,
                    "Your mail server refuses it",
                    "It stays in quarantine. Your mail server says: "
                            + LogLine.escaped(refused.get().reply()),
                    Map.of(),
                    List.of());
        }
        if (trust && !trusted.trust(link)) {
            return DigestPage.of(
                    200,
                    "Delivered",
                    "The message has been delivered to you. Who sent it cannot be told, so he is not trusted from now on.");
        }
        return HAVE;
    }
}
