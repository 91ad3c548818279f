package org.serai.content;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.serai.mail.DomainName;

/**
 * All that leads out of a message.
 *
 * @param links each URL once for each text that is shown for it, in their order
 * @param mailDomains of the mail addresses in the texts, each once, in their order
 * @param more there are more than {@code links.max}
 * @param textCut there is more text than {@code text.max-size}, in which nobody has looked for links
 */
public record Links(List<Link> links, Set<DomainName> mailDomains, boolean more, boolean textCut) {

    public Links {
        links = List.copyOf(links);
    }

    /** All URLs, also those within others, each once. */
    public Collection<String> urls() {
        var out = new LinkedHashSet<String>();
        for (Link link : links) {
            out.add(link.url().toString());
            link.within().forEach(url -> out.add(url.toString()));
        }
        return out;
    }
}
