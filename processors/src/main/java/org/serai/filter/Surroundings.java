package org.serai.filter;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.serai.content.AttachmentReader;
import org.serai.content.LinkReader;
import org.serai.content.TextReader;
import org.serai.directory.Ldap;
import org.serai.dns.MailDns;
import org.serai.filter.attachment.NamePatterns;
import org.serai.filter.clamav.Clamd;
import org.serai.filter.digest.DigestAddresses;
import org.serai.filter.geo.GeoRule;
import org.serai.filter.lists.ListFiles;
import org.serai.filter.patterns.PatternLists;
import org.serai.filter.phishing.ProtectedNames;
import org.serai.filter.policies.Policies;
import org.serai.filter.recipients.RecipientList;
import org.serai.filter.report.ReportAddresses;
import org.serai.history.Correspondents;
import org.serai.history.DirectoryAnswers;
import org.serai.history.Greylist;
import org.serai.history.PenaltyBox;
import org.serai.history.Reputation;
import org.serai.history.Traffic;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.arc.ArcVerifier;
import org.serai.identity.dkim.DkimVerifier;
import org.serai.identity.dmarc.Dmarc;
import org.serai.identity.iprev.Iprev;
import org.serai.identity.spf.Spf;
import org.serai.learn.LiveModel;
import org.serai.learn.SampleReader;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.mime.MimeReader;
import org.serai.store.Tables;

/**
 * What a filter may know besides the mail.
 *
 * @param hostname {@code smtp.hostname}, our own name
 * @param ownAddresses addresses of this machine and {@code local.addresses}
 * @param mime reads the structure of mails, within {@code mime.*}
 * @param texts reads the texts of mails, within {@code text.*}
 * @param attachedTexts reads the texts of attached documents
 * @param links finds the links of mails
 * @param samples reads what classifiers look at
 * @param learned what they have learned
 * @param tables what is remembered from one session to the next
 * @param correspondents whom our own users have written to
 * @param greylist who was told to come again
 * @param reputation what came before from the same domains and networks
 * @param relayed mail that a relay of ours hands on
 * @param penalties what is held against clients
 * @param traffic what is counted of clients, senders and users
 * @param suffixes tells registered domains
 * @param local the domains that we take mail for
 * @param lists the files of {@code config/lists}
 * @param attachmentNames its {@code attachment-names.txt}
 * @param patterns its files {@code patterns-*.txt}
 * @param dns for a mail's look-ups, within its budget
 * @param iprev looks up the name of a client
 * @param dnsLists asks lists in the DNS
 * @param listed lists in the DNS that the files of {@code config/lists} name
 * @param clamd the virus scanners of {@code clamav.uri}
 * @param spf asks for the SPF policy of a domain, once a mail
 * @param dkim verifies signatures, once a mail
 * @param arc verifies the chain, once a mail
 * @param dmarc evaluates DMARC, once a mail
 * @param uriblSkip {@code uribl-skip.txt}
 * @param protectedNames {@code protected-names.txt}
 * @param freeMailers {@code free-mailers.txt}
 * @param geo {@code geo.txt}
 * @param reports {@code learn.report.*}, where our own users report spam and ham
 * @param digests where our own users ask for their digest
 * @param recipients {@code recipients.txt}
 * @param policies {@code policies.yaml}
 * @param ldap the directory of {@code ldap.uri}
 * @param directory what directory and backend have said of addresses
 * @param callout asks the backend about the recipient being decided, with the null reverse-path
 * @param config {@code config.dir}, where files lie that options name
 */
public record Surroundings(
        String hostname,
        Set<InetAddress> ownAddresses,
        MimeReader mime,
        TextReader texts,
        AttachmentReader attachedTexts,
        LinkReader links,
        SampleReader samples,
        LiveModel learned,
        Tables tables,
        Correspondents correspondents,
        Greylist greylist,
        Reputation reputation,
        Predicate<Mail> relayed,
        PenaltyBox penalties,
        Traffic traffic,
        PublicSuffixes suffixes,
        LocalDomains local,
        ListFiles lists,
        NamePatterns attachmentNames,
        PatternLists patterns,
        MailDns dns,
        Iprev iprev,
        DnsLists dnsLists,
        Map<DnsListUse, List<DnsList>> listed,
        Clamd clamd,
        Spf spf,
        DkimVerifier dkim,
        ArcVerifier arc,
        Dmarc dmarc,
        DomainSet uriblSkip,
        ProtectedNames protectedNames,
        DomainSet freeMailers,
        List<GeoRule> geo,
        ReportAddresses reports,
        DigestAddresses digests,
        RecipientList recipients,
        Policies policies,
        Ldap ldap,
        DirectoryAnswers directory,
        Function<Mail, CompletionStage<Reply>> callout,
        Path config,
        Clock clock) {

    List<DnsList> listed(DnsListUse use) {
        return listed.getOrDefault(use, List.of());
    }
}
