package io.penstock.server.issuer;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The file that {@code jwt-issuers} names: a list of issuers in YAML. */
public final class IssuerFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private IssuerFile() {}

    /**
     * Reads the file.
     *
     * @param project what other files that it names are relative to
     * @param problems is told everything that is wrong; what is wrong is not in the answer
     */
    public static ImmutableList<Issuer> read(Path file, Path project, Consumer<String> problems) {
        String name = file.getFileName().toString();
        Optional<JsonNode> list = parse(file, problems);
        if (list.isEmpty()) {
            return ImmutableList.of();
        }
        if (!list.get().isArray() || list.get().isEmpty()) {
            problems.accept(name + " must be a list of issuers, each beginning with '- issuer:'");
            return ImmutableList.of();
        }
        List<Issuer> issuers = new ArrayList<>();
        for (int i = 0; i < list.get().size(); i++) {
            IssuerEntry entry =
                    new IssuerEntry(
                            list.get().get(i),
                            "%s, issuer %d".formatted(name, i + 1),
                            project,
                            problems);
            entry.read().ifPresent(issuers::add);
        }
        return once(issuers, name, problems);
    }

    private static Optional<JsonNode> parse(Path file, Consumer<String> problems) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
            Object root = new Load(settings).loadFromString(Files.readString(file));
            return Optional.of(JSON.valueToTree(root));
        } catch (YamlEngineException e) {
            problems.accept("%s is not YAML: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            problems.accept("%s can't be read: %s".formatted(file, e.getMessage()));
        }
        return Optional.empty();
    }

    private static ImmutableList<Issuer> once(
            List<Issuer> issuers, String name, Consumer<String> problems) {
        Set<String> seen = new HashSet<>();
        return issuers.stream()
                .filter(
                        issuer -> {
                            boolean first = seen.add(issuer.id());
                            if (!first) {
                                problems.accept(
                                        "%s names the issuer %s twice"
                                                .formatted(name, issuer.id()));
                            }
                            return first;
                        })
                .collect(toImmutableList());
    }
}
