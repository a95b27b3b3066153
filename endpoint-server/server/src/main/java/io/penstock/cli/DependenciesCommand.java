package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Dependencies;
import io.penstock.pipe.Dependencies.Link;
import io.penstock.pipe.Dependencies.Relation;
import io.penstock.pipe.Dependencies.Resource;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Says who reads and writes what. */
@Command(
        name = "dependencies",
        description = {
            "Says what each pipe, data source and connection reads, writes and uses, from the text"
                    + " of the datafiles.",
            "With a name: also what needs it, and what a change of it touches."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock dependencies --project examples/flights",
            "  penstock dependencies lake.flights --project examples/flights",
            "  penstock dependencies --dot | dot -Tsvg > project.svg"
        })
final class DependenciesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A pipe, data source, connection or table; all when left out.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--dot", description = "Print the whole graph in Graphviz's language.")
    private boolean dot;

    DependenciesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Dependencies dependencies = option.load(terminal).dependencies();
        if (dot) {
            DotGraph.of(dependencies).forEach(terminal::print);
        } else if (name.isPresent()) {
            one(dependencies, find(dependencies, name.get()));
        } else {
            dependencies.resources().stream()
                    .filter(resource -> resource.file().isPresent())
                    .forEach(resource -> print(dependencies, resource));
        }
        return Penstock.GOOD;
    }

    private static Resource find(Dependencies dependencies, String wanted) {
        return dependencies
                .find(wanted)
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "There is no '%s'; the project has: %s"
                                                .formatted(
                                                        wanted, names(dependencies.resources()))));
    }

    private void one(Dependencies dependencies, Resource resource) {
        print(dependencies, resource);
        line("needed by", names(dependencies.neededBy(resource)));
        line("touches", names(dependencies.affectedBy(resource)));
    }

    private void print(Dependencies dependencies, Resource resource) {
        String file = resource.file().map(f -> " (" + f + ")").orElse("");
        terminal.print("%s %s%s".formatted(kind(resource), resource.name(), file));
        for (Relation relation : Relation.values()) {
            line(
                    relation.name().toLowerCase(Locale.ROOT),
                    names(others(dependencies, resource, relation)));
        }
    }

    private static ImmutableSet<Resource> others(
            Dependencies dependencies, Resource resource, Relation relation) {
        return dependencies.links().stream()
                .filter(link -> link.from().equals(resource) && link.relation() == relation)
                .filter(link -> !link.isInside())
                .map(Link::to)
                .collect(ImmutableSet.toImmutableSet());
    }

    private void line(String label, String names) {
        if (!names.isEmpty()) {
            terminal.print("  " + label + " " + names);
        }
    }

    private static String names(Iterable<Resource> resources) {
        List<Resource> all = new ArrayList<>(ImmutableList.copyOf(resources));
        return all.stream().map(Resource::name).collect(Collectors.joining(", "));
    }

    /** {@code data source}. */
    static String kind(Resource resource) {
        return resource.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
