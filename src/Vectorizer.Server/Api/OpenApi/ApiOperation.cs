using System.Collections.Immutable;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>What the reference says of an operation. It is metadata of the operation's endpoint.</summary>
/// <param name="Id">Name of the operation for generated clients.</param>
/// <param name="Group">The heading under which it stands.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Answer">The schema of its answer.</param>
internal sealed record ApiOperation(string Id, string Group, string Summary, Type Answer)
{
    /// <summary>What there is to know besides; empty for nothing.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Status of the answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether the same answer comes with the status 202 when the work goes on behind it.</summary>
    public bool MayGoOn { get; init; }

    /// <summary>Status with which the same answer comes when the node is not well; 0 when it never does.</summary>
    public int UnhealthyStatus { get; init; }

    /// <summary>Parameters in the path and behind the question mark.</summary>
    public ImmutableArray<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The body in JSON, or null when there is none.</summary>
    public ApiBody? Body { get; init; }

    /// <summary>The body in binary, or null when there is none.</summary>
    public ApiBinaryBody? BinaryBody { get; init; }

    /// <summary>The answer in binary, which comes when the request accepts its content type; null when there is none.</summary>
    public ApiBinaryBody? BinaryAnswer { get; init; }

    /// <summary>How it can fail, besides what every operation shares.</summary>
    public ImmutableArray<ProblemKind> Problems { get; init; } = [];
}
