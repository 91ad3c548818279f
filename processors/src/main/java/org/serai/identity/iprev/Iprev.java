package org.serai.identity.iprev;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.MailDns;
import org.serai.dns.RecordType;
import org.serai.dns.RecordingDns;
import org.serai.dns.ReverseName;
import org.serai.identity.IprevResult;
import org.serai.identity.IprevResult.Result;
import org.serai.mail.Mail;

/** Looks up the name of the client of a mail, and whether that leads back to it (RFC 8601 section 3), once a transaction. */
public final class Iprev {

    /** More names than that are not looked at; a mail server has one. */
    private static final int MAX_NAMES = 5;

    private final MailDns dns;

    public Iprev(MailDns dns) {
        this.dns = dns;
    }

    /** Never fails. */
    public CompletableFuture<IprevResult> of(Mail mail) {
        InetAddress client = mail.envelope().client().address();
        return mail.ask(new IprevResult.Question(client), () -> lookUp(new RecordingDns(dns.of(mail)), client));
    }

    private static CompletableFuture<IprevResult> lookUp(RecordingDns dns, InetAddress client) {
        return dns.lookup(ReverseName.of(client), RecordType.PTR).thenCompose(answer -> {
            if (answer.records().isEmpty()) {
                Result result = answer.temporary() ? Result.TEMPERROR : Result.PERMERROR;
                return CompletableFuture.completedFuture(new IprevResult(
                        result, List.of(), "", ReverseName.of(client) + ": " + answer.words(), dns.evidence()));
            }
            return confirm(
                    dns, client, answer.records().stream().limit(MAX_NAMES).toList());
        });
    }

    /** Asks for all names at once. */
    private static CompletableFuture<IprevResult> confirm(RecordingDns dns, InetAddress client, List<String> names) {
        List<CompletableFuture<? extends Answer<? extends InetAddress>>> asked = names.stream()
                .<CompletableFuture<? extends Answer<? extends InetAddress>>>map(name -> addresses(dns, client, name))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            boolean temporary = false;
            for (int i = 0; i < names.size(); i++) {
                Answer<? extends InetAddress> answer = asked.get(i).join();
                if (answer.records().contains(client)) {
                    return new IprevResult(
                            Result.PASS, names, names.get(i), names.get(i) + " leads back", dns.evidence());
                }
                temporary |= answer.temporary();
            }
            return temporary
                    ? new IprevResult(
                            Result.TEMPERROR, names, "", "a name of the client cannot be looked up", dns.evidence())
                    : new IprevResult(Result.FAIL, names, "", "no name of the client leads back to it", dns.evidence());
        });
    }

    private static CompletableFuture<? extends Answer<? extends InetAddress>> addresses(
            Dns dns, InetAddress client, String name) {
        return client instanceof Inet4Address ? dns.lookup(name, RecordType.A) : dns.lookup(name, RecordType.AAAA);
    }
}
