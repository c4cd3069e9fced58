namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>What an index over payloads holds.</summary>
/// <param name="Schema">Which it is.</param>
/// <param name="IsReady">Whether it has seen all points, and answers.</param>
/// <param name="Progress">The part of the points that it has seen, 0..1.</param>
/// <param name="Points">Ordinals that have a value at its path, those of dead points included.</param>
/// <param name="Values">Different values.</param>
/// <param name="Bytes">The memory that it takes at most.</param>
public sealed record PayloadIndexContents(PayloadIndexSchema Schema, bool IsReady, double Progress, int Points, int Values, long Bytes);
