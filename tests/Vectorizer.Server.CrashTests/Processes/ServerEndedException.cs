namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>A server ended that should have run.</summary>
internal sealed class ServerEndedException(string message) : Exception(message);
