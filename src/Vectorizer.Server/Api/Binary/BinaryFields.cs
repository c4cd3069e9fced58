using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Binary;

/// <summary>The vector field that a binary body names.</summary>
internal static class BinaryFields
{
    /// <summary>Number of the field; its dimension is that of the body.</summary>
    /// <param name="fields">The fields of the collection.</param>
    /// <param name="name">UTF-8 of the name; empty for the unnamed field.</param>
    /// <param name="dimension">The dimension that the body states.</param>
    /// <exception cref="ProblemException"><c>validation_failed</c>.</exception>
    public static int Require(ImmutableArray<VectorField> fields, ReadOnlySpan<byte> name, uint dimension)
    {
        MemberNames names = new([.. fields.Select(field => field.Name)]);
        int number = names.Find(name);
        if (number < 0)
        {
            throw Faults.Single("/field", names.Refuse(name, "vector field"));
        }

        return fields[number].Dimension == dimension
            ? number
            : throw Faults.Single(
                "/dimension",
                $"must be {fields[number].Dimension}, the dimension of the vector field, was {dimension}");
    }
}
