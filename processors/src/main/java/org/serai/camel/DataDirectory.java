package org.serai.camel;

import java.nio.file.Path;
import org.serai.config.Settings;

/** Where commands find what the firewall writes. */
public final class DataDirectory {

    private DataDirectory() {}

    /** {@code data.dir}, relative ones under {@code home}. */
    public static Path of(Settings settings, Path home) {
        return home.resolve(settings.bind("data.", PolicySettings.Data.class).dir());
    }
}
