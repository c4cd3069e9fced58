namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>The power went away during a call. Not a DiskException: no code may handle it.</summary>
public sealed class PowerFailureException() : Exception("the power is gone");
