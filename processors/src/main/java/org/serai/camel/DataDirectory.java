package org.serai.camel;

import java.nio.file.Path;
import org.serai.config.Settings;
import org.serai.learn.LiveModel;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;

/** Where commands find what the firewall writes. */
public final class DataDirectory {

    private DataDirectory() {}

    /** {@code data.dir}, relative ones under {@code home}. */
    public static Path of(Settings settings, Path home) {
        return home.resolve(settings.bind("data.", PolicySettings.Data.class).dir());
    }

    /** What the classifiers have learned. */
    static LiveModel learned(Settings settings, Path home) {
        return new LiveModel(model(settings, home), settings.bind("learn.", Model.Options.class));
    }

    /** The file that this lies in. */
    static ModelFile model(Settings settings, Path home) {
        return new ModelFile(of(settings, home));
    }
}
