import ArgumentParser
struct RunCommand: ParsableCommand {}
struct SendCommand: ParsableCommand {}
struct StatusCommand: ParsableCommand {}
struct ReloadCommand: ParsableCommand {}
struct AlertsCommand: ParsableCommand {}
