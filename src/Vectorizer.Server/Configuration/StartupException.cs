namespace Vectorizer.Server.Configuration;

/// <summary>Why the server cannot start, in one line for whoever started it.</summary>
internal sealed class StartupException(string message) : Exception(message);
