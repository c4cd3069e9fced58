namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>What a run of the load generator was pointed at.</summary>
/// <param name="What"><c>server</c> or <c>floor</c>.</param>
/// <param name="Segments">Segments of the collection.</param>
/// <param name="Kind">How the queries travel.</param>
/// <param name="Connections">Connections of the load generator.</param>
internal readonly record struct Measured(string What, int Segments, BodyKind Kind, int Connections);
