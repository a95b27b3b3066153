package io.penstock.source.files;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.SourceFactory;

/** Opens {@code TYPE files} connections; {@link FilesSettings} lists their settings. */
public final class FilesSourceFactory implements SourceFactory {

    @Override
    public String type() {
        return "files";
    }

    @Override
    public Source open(ConnectionSettings settings) {
        return new FilesSource(FilesSettings.read(settings));
    }
}
