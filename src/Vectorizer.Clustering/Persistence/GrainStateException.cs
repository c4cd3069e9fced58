namespace Vectorizer.Clustering.Persistence;

/// <summary>The state of a grain could not be read or written. The message says whose, where it is kept, why, and what to do.</summary>
/// <remarks>It never means that there is no state: that is an answer, and no failure.</remarks>
public sealed class GrainStateException(string message, Exception? inner = null) : IOException(message, inner);
