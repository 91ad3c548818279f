package org.serai.history;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Question;

/**
 * Adds to the penalty box what a verdict found: the score of a bad message or of a refusal, once a transaction; each trap and each
 * recipient who does not exist. Our own users have no points, and what was found by the box itself earns none, or it would
 * never end.
 */
public final class PenaltyEffect implements Effects {

    private static final String FILTER = "penalty";
    private static final String TRAP = "LISTS_TRAP";

    private final PenaltyBox box;
    private final Predicate<Mail> exempt;

    /** What a transaction has added so far. */
    private static final class Charged {

        private double points;

        synchronized double more(double worth) {
            double more = Math.max(0, worth - points);
            points += more;
            return more;
        }
    }

    private record OfTransaction() implements Question<Charged> {}

    /** @param exempt mails whose client says nothing of who sent them, such as a relay of ours */
    public PenaltyEffect(PenaltyBox box, Predicate<Mail> exempt) {
        this.box = box;
        this.exempt = exempt;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Client client = mail.envelope().client();
        if (client.trusted() || exempt.test(mail)) {
            return DONE;
        }
        if (disposition == Disposition.ACCEPT && mail.phase() == Phase.DATA) {
            return worth(mail) < box.options().goodScore() ? box.payBack(client.address()) : DONE;
        }
        double points = trapped(mail) ? box.options().trap() : 0;
        double worth = disposition == mail.verdict().disposition() ? charge(mail, disposition) : 0;
        points += worth > 0 ? mail.ask(new OfTransaction(), Charged::new).more(worth) : 0;
        return all(
                box.add(client.address(), points),
                unknown(mail, disposition) ? box.unknownRecipient(client.address()) : DONE);
    }

    private static CompletionStage<Void> all(CompletionStage<Void> one, CompletionStage<Void> other) {
        return other == DONE ? one : CompletableFuture.allOf(one.toCompletableFuture(), other.toCompletableFuture());
    }

    private double charge(Mail mail, Disposition disposition) {
        double worth = worth(mail);
        return switch (disposition) {
            case REJECT ->
                unknown(mail, disposition)
                        ? 0
                        : Math.max(worth, decided(mail) ? box.options().refused() : 0);
            case TAG, QUARANTINE -> worth >= box.options().fromScore() ? worth : 0;
            case ACCEPT, DEFER, DISCARD -> 0;
        };
    }

    /** The score without what the box itself has added. */
    private static double worth(Mail mail) {
        double own = 0;
        for (Finding finding : mail.findings()) {
            own += finding.filter().equals(FILTER) ? finding.score() : 0;
        }
        return mail.verdict().score() - own;
    }

    /** A finding demanded the refusal, whatever the score. */
    private static boolean decided(Mail mail) {
        return mail.findings().stream()
                .anyMatch(finding -> finding.decides() == Disposition.REJECT
                        && concerns(finding, mail)
                        && !finding.filter().equals(FILTER));
    }

    private static boolean trapped(Mail mail) {
        return mail.phase() == Phase.RCPT_TO
                && mail.findings().stream()
                        .anyMatch(finding -> finding.symbol().equals(TRAP)
                                && finding.mode() != Mode.MONITOR
                                && concerns(finding, mail));
    }

    private static boolean concerns(Finding finding, Mail mail) {
        Path asked = mail.envelope().recipient();
        return finding.recipient().isEmpty()
                || asked == null
                || finding.recipient().equals(asked.address());
    }

    /** By list, directory or callout, or the mail server has said so. */
    private static boolean unknown(Mail mail, Disposition disposition) {
        return mail.phase() == Phase.RCPT_TO && disposition == Disposition.REJECT && mail.has(DirectoryAnswers.UNKNOWN);
    }
}
