namespace Vectorizer.Server.CrashTests.Http;

/// <summary>A request was sent, or perhaps not, and no whole answer came: the connection was cut or refused.</summary>
internal sealed class NoAnswerException(string message, Exception inner) : Exception(message, inner);
