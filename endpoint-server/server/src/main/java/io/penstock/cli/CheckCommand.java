package io.penstock.cli;

import picocli.CommandLine.Command;

@Command(name = "check", mixinStandardHelpOptions = true)
final class CheckCommand implements Runnable {
    @Override
    public void run() {}
}
