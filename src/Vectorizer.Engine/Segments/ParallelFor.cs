namespace Vectorizer.Engine.Segments;

/// <summary>
/// Runs <paramref name="body"/> once for each number below <paramref name="count"/>, perhaps several at a time, and
/// returns when all have ended. The caller of the engine decides on which threads.
/// </summary>
public delegate void ParallelFor(int count, Action<int> body);
