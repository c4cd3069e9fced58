using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>Writes what <see cref="ApiOperation"/> says of an operation into the OpenAPI document.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private const string ProblemType = "application/problem+json";

    private static readonly ImmutableArray<ProblemKind> s_everywhere = [ProblemKind.InternalError, ProblemKind.DeadlineExceeded];
    private static readonly ImmutableArray<ProblemKind> s_ofBodies =
        [ProblemKind.MalformedJson, ProblemKind.RequestTimeout, ProblemKind.BodyTooLarge, ProblemKind.UnsupportedMediaType, ProblemKind.Overloaded];

    private static readonly ImmutableArray<ProblemKind> s_retriedAfter =
        [ProblemKind.Overloaded, ProblemKind.Unavailable, ProblemKind.InsufficientStorage, ProblemKind.InsufficientMemory];

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        ApiOperation described = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiOperation>().Single();
        operation.OperationId = described.Id;
        operation.Summary = described.Summary;
        operation.Description = described.Description.Length == 0 ? null : described.Description;
        operation.Parameters = [.. described.Parameters.Select(ParameterOf)];
        operation.RequestBody = await BodyOfAsync(described, context, cancellationToken);
        operation.Responses = new OpenApiResponses
        {
            [$"{described.Status}"] = new OpenApiResponse
            {
                Description = "Done.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ContentTypes.Json] = await MediaOfAsync(described.Answer, context, cancellationToken),
                },
            },
        };
        if (described.BinaryAnswer is { } binary)
        {
            IOpenApiResponse done = operation.Responses[$"{described.Status}"];
            done.Description = $"Done.\n\n{binary.Layout}";
            done.Content![binary.ContentType] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            };
        }

        if (described.MayGoOn)
        {
            await AddAnswerAsync(StatusCodes.Status202Accepted, "Not done yet; it goes on.");
        }

        await AddProblemsAsync(operation.Responses, described, context, cancellationToken);
        if (described.UnhealthyStatus != 0)
        {
            await AddAnswerAsync(described.UnhealthyStatus, "Not now.");
        }

        async Task AddAnswerAsync(int status, string description) => operation.Responses[$"{status}"] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ContentTypes.Json] = await MediaOfAsync(described.Answer, context, cancellationToken),
            },
        };
    }

    private static IOpenApiParameter ParameterOf(ApiParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = parameter.In,
        Required = parameter.In == ParameterLocation.Path,
        Description = parameter.Description,
        Schema = parameter.Schema,
        Example = parameter.Example?.DeepClone(),
    };

    private static async Task<OpenApiRequestBody?> BodyOfAsync(
        ApiOperation described, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (described.Body is not { } body)
        {
            return null;
        }

        OpenApiMediaType json = await MediaOfAsync(body.Schema, context, cancellationToken);
        json.Examples = body.Examples.ToDictionary(
            example => example.Key,
            IOpenApiExample (example) => new OpenApiExample { Summary = example.Summary, Value = JsonNode.Parse(example.Json) });
        OpenApiRequestBody request = new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [ContentTypes.Json] = json },
        };
        if (described.BinaryBody is { } binary)
        {
            request.Description = binary.Layout;
            request.Content[binary.ContentType] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            };
        }

        return request;
    }

    private static async Task AddProblemsAsync(
        OpenApiResponses responses,
        ApiOperation described,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        IEnumerable<ProblemKind> kinds = [.. described.Problems, .. described.Body is null ? [] : s_ofBodies, .. s_everywhere];
        foreach (IGrouping<int, ProblemKind> status in kinds.Distinct().GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            OpenApiResponse response = new()
            {
                Description = string.Join("\n\n", status.Select(kind => $"`{kind.Code}`: {kind.Meaning}")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemType] = await MediaOfAsync(typeof(ProblemAnswer), context, cancellationToken),
                },
            };
            if (status.Any(kind => s_retriedAfter.Contains(kind)))
            {
                response.Headers = new Dictionary<string, IOpenApiHeader>
                {
                    ["Retry-After"] = new OpenApiHeader
                    {
                        Description = "Seconds to wait.",
                        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                    },
                };
            }

            responses[$"{status.Key}"] = response;
        }
    }

    private static async Task<OpenApiMediaType> MediaOfAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
        => new() { Schema = await ComponentSchemas.ReferenceAsync(type, context, cancellationToken) };
}
