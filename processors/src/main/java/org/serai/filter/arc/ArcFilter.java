package org.serai.filter.arc;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.DomainSet;
import org.serai.filter.MailFilter;
import org.serai.identity.ArcResult;
import org.serai.identity.ArcResult.Seal;
import org.serai.identity.arc.ArcVerifier;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;

/**
 * Triggered by a message with an Authenticated Received Chain (RFC 8617). The chain is trusted when its newest seals are by
 * servers that the operator believes, and one of these saw the message pass DMARC, for the domain that is in its From now.
 */
public final class ArcFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of("ARC_FAIL", "ARC_PASS", "ARC_TEMPERROR", "ARC_TRUSTED");

    private final MimeReader mime;
    private final ArcVerifier verifier;
    private final DomainSet trusted;

    /** Properties under {@code filter.arc.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "Domains whose seals are believed, separated by commas, as in d= of ARC-Seal; .example.org is all below example.org.")
                    List<String> trustedSealers) {

        public Options {
            trustedSealers = List.copyOf(trustedSealers);
            set(trustedSealers);
        }
    }

    public ArcFilter(Options options, MimeReader mime, ArcVerifier verifier) {
        this.mime = mime;
        this.verifier = verifier;
        this.trusted = set(options.trustedSealers());
    }

    private static DomainSet set(List<String> domains) {
        var set = new DomainSet.Builder();
        domains.forEach(set::add);
        return set.build();
    }

    @Override
    public void prepare(Mail mail) {
        if (mail.phase() == Phase.DATA) {
            verifier.of(mail);
        }
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (mail.phase() != Phase.DATA) {
            return List.of();
        }
        ArcResult result = mail.deadline().await(verifier.of(mail));
        return switch (result.chain()) {
            case NONE -> List.of();
            case PASS ->
                List.of(passed(result.seals(), HeaderFrom.of(mime.view(mail)).author()));
            case FAIL ->
                List.of(evidence(
                        Finding.of("ARC_FAIL", "The ARC chain of the message is broken.")
                                .withStatus("7.29"),
                        result));
            case TEMPERROR ->
                List.of(evidence(
                        Finding.of(
                                "ARC_TEMPERROR", "A key of the ARC chain cannot be looked up; please try again later."),
                        result));
        };
    }

    private Finding passed(List<Seal> seals, @Nullable DomainName author) {
        for (Seal seal : seals) {
            DomainName sealer = DomainName.of(seal.domain());
            if (sealer == null || trusted.match(sealer) == null) {
                break;
            }
            if (seal.said("dmarc").equals("pass") && speaksOf(author, seal)) {
                return seals(Finding.of("ARC_TRUSTED", "A trusted server has seen who the message is from."), seals)
                        .withEvidence("witness", seal.domain())
                        .withEvidence("instance", seal.instance())
                        .withEvidence("results", seal.results());
            }
        }
        return seals(Finding.of("ARC_PASS", "The ARC chain of the message is whole."), seals);
    }

    /** A pass for one domain proves nothing for another that From got since; not every sealer says for which it was. */
    private static boolean speaksOf(@Nullable DomainName author, Seal seal) {
        String from = seal.said("dmarc", "header.from");
        return from == null
                || author != null && author.equals(DomainName.of(from.substring(from.lastIndexOf('@') + 1)));
    }

    private static Finding evidence(Finding finding, ArcResult result) {
        return seals(finding.withEvidence("cause", result.cause()), result.seals());
    }

    private static Finding seals(Finding finding, List<Seal> seals) {
        return finding.withEvidence("sealers", seals.stream().map(Seal::domain).toList());
    }
}
