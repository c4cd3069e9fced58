using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>A run has found the server to be wrong.</summary>
internal sealed class CrashRunException(string message, CrashViolationException violation) : Exception(message, violation);
