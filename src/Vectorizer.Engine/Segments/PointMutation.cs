namespace Vectorizer.Engine.Segments;

/// <summary>What happens to one point: it is stored (replacing an older one of the same id), deleted, or gets another payload.</summary>
/// <remarks>
/// The memory is borrowed for the call that takes the mutation and copied by it.
/// <see cref="Values"/> holds the point's vectors one after the other, in order of the field numbers whose bit is set
/// in <see cref="Fields"/>.
/// </remarks>
public readonly struct PointMutation
{
    private PointMutation(
        PointOperation operation, ReadOnlyMemory<byte> id, ulong fields, ReadOnlyMemory<float> values, ReadOnlyMemory<byte> payload)
    {
        Operation = operation;
        Id = id;
        Fields = fields;
        Values = values;
        Payload = payload;
    }

    /// <summary>What happens.</summary>
    public PointOperation Operation { get; }

    /// <summary>UTF-8, 1..256 bytes.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>Whether the point is deleted. Then the other parts are empty.</summary>
    public bool IsDelete => Operation == PointOperation.Delete;

    /// <summary>Whether the point gets another payload only. Then fields and values are empty.</summary>
    public bool IsRevision => Operation == PointOperation.Revise;

    /// <summary>One bit per vector field that the point has; at least one.</summary>
    public ulong Fields { get; }

    /// <summary>The vectors, as many floats as the dimensions of the fields add up to. All finite.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>JSON in UTF-8, or empty. The engine does not look inside when it stores it.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Stores a point.</summary>
    public static PointMutation Upsert(
        ReadOnlyMemory<byte> id, ulong fields, ReadOnlyMemory<float> values, ReadOnlyMemory<byte> payload)
        => new(PointOperation.Upsert, id, fields, values, payload);

    /// <summary>Deletes a point; one that does not exist stays so.</summary>
    public static PointMutation Delete(ReadOnlyMemory<byte> id) => new(PointOperation.Delete, id, 0, default, default);

    /// <summary>Replaces the payload of a point, whose vectors stay as they are; one that does not exist stays so.</summary>
    public static PointMutation Revise(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> payload)
        => new(PointOperation.Revise, id, 0, default, payload);
}
