package org.serai.camel;

import java.nio.file.Path;
import org.serai.config.Settings;
import org.serai.content.AttachmentReader;
import org.serai.content.LinkReader;
import org.serai.content.Redirectors;
import org.serai.content.TextReader;
import org.serai.identity.PublicSuffixes;
import org.serai.learn.SampleReader;
import org.serai.mime.MimeReader;

/** What reads the content of mails, within the limits of the properties: the same for filters, for training and for explanations. */
public record ContentReaders(
        MimeReader mime,
        TextReader texts,
        AttachmentReader attachments,
        LinkReader links,
        PublicSuffixes suffixes,
        SampleReader samples) {

    /**
     * Readers with the files of {@code config/} as they are now, for training and measuring: they read attached documents to the end,
     * not until {@code text.attachment-time}, so that the same messages give the same model.
     *
     * @param home what {@code config.dir} is relative to
     */
    public static ContentReaders patient(Settings settings, Path home) {
        return of(
                settings,
                PolicyLoader.sources(home, settings),
                settings.bind("text.", AttachmentReader.Limits.class).patient());
    }

    static ContentReaders of(Settings settings, RouteSources sources) {
        return of(settings, sources, settings.bind("text.", AttachmentReader.Limits.class));
    }

    private static ContentReaders of(Settings settings, RouteSources sources, AttachmentReader.Limits limits) {
        var mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        var texts = new TextReader(mime, settings.bind("text.", TextReader.Limits.class));
        var attachments = new AttachmentReader(mime, limits);
        PublicSuffixes suffixes =
                PublicSuffixes.of(settings.bind("public-suffix.", PublicSuffixes.Options.class), sources.config());
        var links = new LinkReader(
                mime,
                texts,
                suffixes,
                Redirectors.load(sources.lists()),
                settings.bind("links.", LinkReader.Limits.class));
        return new ContentReaders(
                mime, texts, attachments, links, suffixes, new SampleReader(mime, texts, attachments, links, suffixes));
    }
}
