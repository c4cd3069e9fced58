namespace Vectorizer.Storage.Formats.V1;

/// <summary>What a file of state holds.</summary>
/// <param name="WriteId">Drawn for each write, so that no two writes can be taken for each other.</param>
/// <param name="Key">Whose state it is. The name of the file is only a hash of it.</param>
/// <param name="State">The state, serialized.</param>
public readonly record struct StateFile(Guid WriteId, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> State);
