package org.serai.filter;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Set;
import org.serai.content.TextReader;
import org.serai.dns.MailDns;
import org.serai.filter.attachment.NamePatterns;
import org.serai.filter.clamav.Clamd;
import org.serai.filter.lists.ListFiles;
import org.serai.filter.patterns.PatternLists;
import org.serai.identity.arc.ArcVerifier;
import org.serai.identity.dkim.DkimVerifier;
import org.serai.identity.spf.Spf;
import org.serai.mime.MimeReader;

/**
 * What a filter may know besides the mail.
 *
 * @param hostname {@code smtp.hostname}, our own name
 * @param ownAddresses addresses of this machine and {@code local.addresses}
 * @param mime reads the structure of mails, within {@code mime.*}
 * @param texts reads the texts of mails, within {@code text.*}
 * @param local the domains that we take mail for
 * @param lists the files of {@code config/lists}
 * @param attachmentNames its {@code attachment-names.txt}
 * @param patterns its files {@code patterns-*.txt}
 * @param dns for a mail's look-ups, within its budget
 * @param clamd the virus scanners of {@code clamav.uri}
 * @param spf asks for the SPF policy of a domain, once a mail
 * @param dkim verifies signatures, once a mail
 * @param arc verifies the chain, once a mail
 */
public record Surroundings(
        String hostname,
        Set<InetAddress> ownAddresses,
        MimeReader mime,
        TextReader texts,
        LocalDomains local,
        ListFiles lists,
        NamePatterns attachmentNames,
        PatternLists patterns,
        MailDns dns,
        Clamd clamd,
        Spf spf,
        DkimVerifier dkim,
        ArcVerifier arc,
        Clock clock) {}
