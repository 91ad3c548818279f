package org.serai.camel;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.filter.RelayedSymbols;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView.Field;
import org.serai.mime.Received;

/**
 * {@code serai:relayed}, first at DATA: for mail by way of {@code trusted.relays} the client that the Received fields name takes
 * the place of the relay, and the filters of the routes of connect, HELO and MAIL, which found nothing about the relay, run for it.
 */
final class RelayedStep implements Step {

    private static final List<Phase> MISSED = List.of(Phase.CONNECT, Phase.HELO, Phase.MAIL_FROM);

    /** Beyond it nobody knows who began. */
    private static final int MAX_HOPS = 30;

    private static final int SHOWN = 200;

    /** A filter at its phase. */
    private record Check(Phase phase, FilterStep filter) {}

    private final TrustedRelays relays;
    private final MimeReader mime;
    private final UnaryOperator<Finding> judge;
    private final Executor continuations;
    private volatile List<Check> checks = List.of();

    /** @param judge gives our own finding its points and mode */
    RelayedStep(TrustedRelays relays, MimeReader mime, UnaryOperator<Finding> judge, Executor continuations) {
        this.relays = relays;
        this.mime = mime;
        this.judge = judge;
        this.continuations = continuations;
    }

    /** The filters of a phase's route, in order. */
    void connect(Phase phase, List<FilterStep> filters) {
        if (MISSED.contains(phase)) {
            var all = new ArrayList<>(checks);
            filters.forEach(filter -> all.add(new Check(phase, filter)));
            checks = List.copyOf(all);
        }
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        if (mail.phase() != Phase.DATA || !relays.connected(mail)) {
            callback.done(true);
            return true;
        }
        Mail behind = behind(mail);
        if (behind.envelope().via() == null) {
            PolicyExchange.mail(exchange, behind);
            callback.done(true);
            return true;
        }
        for (Check check : checks) {
            boolean inTime = check.filter()
                    .prepare(
                            at(check.phase(), behind),
                            () -> continuations.execute(() -> run(0, behind, exchange, callback, false)));
            if (!inTime) {
                return false;
            }
        }
        return run(0, behind, exchange, callback, true);
    }

    private boolean run(int from, Mail mail, Exchange exchange, AsyncCallback callback, boolean sync) {
        Mail known = mail;
        for (int i = from; i < checks.size(); i++) {
            int next = i + 1;
            Check check = checks.get(i);
            Mail checked = check.filter()
                    .check(
                            at(check.phase(), known),
                            late -> continuations.execute(() -> run(next, late, exchange, callback, false)));
            if (checked == null) {
                return false;
            }
            known = checked;
        }
        PolicyExchange.mail(exchange, at(Phase.DATA, known));
        callback.done(sync);
        return sync;
    }

    private static Mail at(Phase phase, Mail mail) {
        return mail.at(phase, mail.envelope(), mail.deadline());
    }

    /** With the client in its place, or with a finding, or as it is where the mail began on a relay. */
    private Mail behind(Mail mail) {
        List<Field> fields = mime.view(mail).headers().stream()
                .filter(field -> field.is("Received"))
                .toList();
        for (Field field : fields.subList(0, Math.min(fields.size(), MAX_HOPS))) {
            Received received = Received.parse(field.body());
            if (received instanceof Received.Unreadable) {
                return unparsed(mail, field.body());
            }
            if (received instanceof Received.From hop && !relays.contain(hop.address())) {
                return named(mail, hop.address(), hop.helo());
            }
        }
        return fields.isEmpty() || fields.size() > MAX_HOPS ? unparsed(mail, "") : mail;
    }

    private static Mail named(Mail mail, InetAddress address, String helo) {
        return mail.at(mail.phase(), mail.envelope().behind(new Client(address, 0, "", false), helo), mail.deadline());
    }

    private Mail unparsed(Mail mail, String received) {
        String shown = received.length() > SHOWN ? received.substring(0, SHOWN) + "…" : received;
        Finding finding = Finding.of(
                        RelayedSymbols.UNPARSED, "The relay does not say in a known form who handed it the message.")
                .withEvidence("received", shown);
        return mail.with(List.of(judge.apply(finding)));
    }
}
