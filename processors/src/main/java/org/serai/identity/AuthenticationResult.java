package org.serai.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.identity.SpfResult.Identity;
import org.serai.mail.Client;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * One result of one method (RFC 8601 section 2.2), of what filters have asked about a mail.
 *
 * @param method {@code spf}, {@code dkim}, {@code arc}, {@code dmarc}, {@code iprev}
 * @param result one of the method's results (RFC 8601 section 2.7, RFC 9989 section 9.2)
 * @param facts what {@code explain} and verdict events tell of it, by its documented key
 * @param properties what the header field tells of it, by {@code ptype.property}; text of strangers
 */
public record AuthenticationResult(
        String method, String result, Map<String, String> facts, Map<String, String> properties) {

    public AuthenticationResult {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** The results there are, in the order SPF of the reverse-path, of HELO, DKIM with the topmost signature first, ARC, DMARC, iprev. */
    public static List<AuthenticationResult> of(Mail mail) {
        var out = new ArrayList<AuthenticationResult>();
        for (Identity identity : List.of(Identity.MAILFROM, Identity.HELO)) {
            SpfResult spf = spf(mail, identity);
            if (spf != null) {
                out.add(of(spf, mail));
            }
        }
        List<DkimResult> signatures = answer(mail, new DkimResult.Question());
        if (signatures != null && signatures.isEmpty()) {
            out.add(new AuthenticationResult("dkim", "none", Map.of(), Map.of()));
        } else if (signatures != null) {
            signatures.forEach(signature -> out.add(of(signature)));
        }
        ArcResult arc = answer(mail, new ArcResult.Question());
        if (arc != null) {
            out.add(of(arc));
        }
        DmarcResult dmarc = answer(mail, new DmarcResult.Question());
        if (dmarc != null) {
            out.add(of(dmarc));
        }
        Client client = mail.envelope().client();
        IprevResult iprev = answer(mail, new IprevResult.Question(client.address()));
        if (iprev != null) {
            out.add(of(iprev, client));
        }
        return List.copyOf(out);
    }

    /** What SPF said of an identity, null where nobody has asked; the last answer, where the client turned out to be another. */
    public static @Nullable SpfResult spf(Mail mail, Identity identity) {
        SpfResult found = null;
        for (CompletableFuture<SpfResult> answer : mail.answers(SpfResult.Question.class)) {
            SpfResult result = done(answer);
            found = result != null && result.identity() == identity ? result : found;
        }
        return found;
    }

    /** The answer to a question, null where nobody has asked or it is not there yet. */
    public static <T> @Nullable T answer(Mail mail, org.serai.mail.Question<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = mail.answer(question);
        return answer == null ? null : done(answer);
    }

    private static <T> @Nullable T done(CompletableFuture<T> answer) {
        return answer.isDone() && !answer.isCompletedExceptionally() ? answer.join() : null;
    }

    private static AuthenticationResult of(SpfResult spf, Mail mail) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("identity", spf.identity().id());
        facts.put("domain", spf.domain());
        if (!spf.explanation().isEmpty()) {
            facts.put("explanation", spf.explanation());
        }
        String property = "smtp." + spf.identity().id();
        return new AuthenticationResult("spf", spf.result().id(), facts, Map.of(property, checked(spf, mail)));
    }

    /** What the client said, as far as it may stand in a header of ASCII. */
    private static String checked(SpfResult spf, Mail mail) {
        Path from = mail.envelope().mailFrom();
        if (spf.identity() == Identity.HELO || from == null || from.isNull()) {
            return spf.domain().isEmpty() ? mail.envelope().helo() : spf.domain();
        }
        return ascii(from.localPart()) && !spf.domain().isEmpty()
                ? from.localPart() + "@" + spf.domain()
                : spf.domain();
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static AuthenticationResult of(DkimResult dkim) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("domain", dkim.domain());
        facts.put("selector", dkim.selector());
        var properties = new LinkedHashMap<String, String>();
        properties.put("header.d", dkim.domain());
        properties.put("header.i", identity(dkim.identity()));
        properties.put("header.s", dkim.selector());
        properties.put("header.a", dkim.algorithm());
        properties.values().removeIf(String::isEmpty);
        return new AuthenticationResult("dkim", dkim.result().id(), facts, properties);
    }

    private static String identity(String said) {
        int at = said.lastIndexOf('@');
        DomainName domain = at < 0 ? null : DomainName.of(said.substring(at + 1));
        return domain == null ? "" : ascii(said) ? said : "@" + domain;
    }

    private static AuthenticationResult of(ArcResult arc) {
        return new AuthenticationResult("arc", arc.chain().id(), Map.of(), Map.of());
    }

    /** RFC 8601 section 2.7.3 has the address alone; the name is for those who read the event. */
    private static AuthenticationResult of(IprevResult iprev, Client client) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("address", client.ip());
        if (!iprev.name().isEmpty()) {
            facts.put("name", iprev.name());
        }
        return new AuthenticationResult("iprev", iprev.result().id(), facts, Map.of("policy.iprev", client.ip()));
    }

    private static AuthenticationResult of(DmarcResult dmarc) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("policy", dmarc.policy().id());
        facts.put("domain", dmarc.domain());
        facts.put("organizationalDomain", dmarc.organizationalDomain());
        var properties = new LinkedHashMap<String, String>();
        if (!dmarc.domain().isEmpty()) {
            properties.put("header.from", dmarc.domain());
        }
        if (!dmarc.policyDomain().isEmpty()) {
            properties.put("policy.dmarc", dmarc.policy().id());
        }
        return new AuthenticationResult("dmarc", dmarc.result().id(), facts, properties);
    }
}
