package io.penstock.server.deploy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.ConnectionFile;
import io.penstock.pipe.Project;

import java.nio.file.Path;

/** The folders an engine may read: the project's own, and those that its connections name. */
public final class ReadableFolders {
    private static final String SETTING = "FILES_PATH";

    private ReadableFolders() {}

    /** Absolute, the project's first. */
    public static ImmutableList<Path> of(Project project) {
        Path folder = project.folder().toAbsolutePath().normalize();
        ImmutableSet.Builder<Path> folders = ImmutableSet.builder();
        folders.add(folder);
        for (ConnectionFile file : project.connections()) {
            String path = file.values().get(SETTING);
            if (path != null && !folder.resolve(path).normalize().startsWith(folder)) {
                folders.add(folder.resolve(path).normalize());
            }
        }
        return folders.build().asList();
    }
}
