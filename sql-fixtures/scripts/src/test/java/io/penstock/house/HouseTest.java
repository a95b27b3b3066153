package io.penstock.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;

/** The arrows between the parts of the house, as the compiled classes show them. */
final class HouseTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.penstock");

    private static final String[] PLANNER = {"io.penstock.planner..", "io.penstock.query.."};
    private static final String[] PIPES = {
        "io.penstock.pipe..", "io.penstock.parameter..", "io.penstock.template.."
    };
    private static final String[] SERVER = {"io.penstock.server..", "io.penstock.cli.."};
    private static final String[] SOURCES = {"io.penstock.source.."};
    private static final String[] ENGINES = {"io.penstock.engine.."};

    @Test
    void spiIsTheBottomOfTheHouse() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock.planner..",
                        "io.penstock.query..",
                        "io.penstock.pipe..",
                        "io.penstock.server..",
                        "io.penstock.cli..",
                        "io.penstock.source..",
                        "io.penstock.engine..",
                        "org.apache.calcite..",
                        "org.eclipse.jetty..",
                        "org.duckdb..",
                        "java.sql..")
                .check(HOUSE);
    }

    @Test
    void connectorsSeeTheSpiAndNotEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage(SOURCES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINES)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAnyPackage(ENGINES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SOURCES)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.source.files..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.source.jdbc..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.source.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.source.files..")
                .check(HOUSE);
        for (String[] connectors : new String[][] {SOURCES, ENGINES}) {
            noClasses()
                    .that()
                    .resideInAnyPackage(connectors)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PLANNER)
                    .check(HOUSE);
            noClasses()
                    .that()
                    .resideInAnyPackage(connectors)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PIPES)
                    .check(HOUSE);
            noClasses()
                    .that()
                    .resideInAnyPackage(connectors)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVER)
                    .check(HOUSE);
        }
    }

    @Test
    void plannerThinksAndTouchesNothing() {
        noClasses()
                .that()
                .resideInAnyPackage(PLANNER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock.source..",
                        "io.penstock.engine..",
                        "io.penstock.pipe..",
                        "io.penstock.server..",
                        "io.pebbletemplates..",
                        "org.eclipse.jetty..",
                        "org.duckdb..",
                        "java.sql..",
                        "java.net.http..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Files.class, File.class, FileChannel.class, Socket.class)
                .check(HOUSE);
    }

    @Test
    void calciteStaysInThePlanner() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PLANNER)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.calcite..")
                                .and(resideOutsideOfPackage("org.apache.calcite.avatica..")))
                .check(HOUSE);
    }

    @Test
    void avaticaStaysInItsDoorAndTheDriver() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PLANNER)
                .and()
                .resideOutsideOfPackages(
                        "io.penstock.server.avatica..",
                        "io.penstock.jdbc..",
                        "io.penstock.benchmark..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.calcite.avatica..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.server.avatica..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(HOUSE);
    }

    @Test
    void theDriverKnowsNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.jdbc..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.penstock..")
                                .and(resideOutsideOfPackage("io.penstock.jdbc..")))
                .check(HOUSE);
    }

    @Test
    void pipesKnowNeitherPlannerNorServer() {
        noClasses()
                .that()
                .resideInAnyPackage(PIPES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock.planner..",
                        "io.penstock.query..",
                        "io.penstock.server..",
                        "org.eclipse.jetty..",
                        "org.duckdb..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackages(PIPES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.pebbletemplates..")
                .check(HOUSE);
    }

    @Test
    void serverMeetsConnectorsOnlyThroughTheSpi() {
        noClasses()
                .that()
                .resideInAnyPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.source..", "io.penstock.engine..", "org.duckdb..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(HOUSE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.penstock.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock..")
                .should()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(HOUSE);
        classes()
                .that()
                .implement(io.penstock.spi.error.ErrorCode.class)
                .should()
                .beEnums()
                .check(HOUSE);
    }
}
