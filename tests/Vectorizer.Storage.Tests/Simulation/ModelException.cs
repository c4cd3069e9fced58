namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>The storage did what the model does not allow.</summary>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);
