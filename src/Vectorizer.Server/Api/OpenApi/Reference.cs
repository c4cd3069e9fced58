using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>The OpenAPI document and the pages that show it.</summary>
internal static class Reference
{
    private const string DocumentName = "v1";

    /// <summary>Adds what the document needs.</summary>
    public static void AddReference(this IServiceCollection services)
    {
        // The schemas of the document follow these. Bodies are read and written by hand and do not.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = ComponentSchemas.NameOf;
            options.AddSchemaTransformer<SchemaTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = ServerVersion.Product,
                    Version = ServerVersion.Text,
                    Description =
                        "A vector database. Failures are answered as RFC 9457 has them; [the kinds of problems](/docs/problems) "
                        + "are listed apart.",
                    License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
                };
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Adds <c>/openapi/v1.json</c>, <c>/docs</c> and <c>/docs/problems</c>.</summary>
    public static void UseReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json");
        app.MapGet("/docs/problems", ProblemsPage.WriteAsync).ExcludeFromDescription();
        app.UseWhen(DocsPage.IsAsked, DocsPage.Use);
    }

    /// <summary>Lets the document tell of an operation.</summary>
    public static IEndpointConventionBuilder Describe(
        this IEndpointConventionBuilder endpoint, RequestDelegate handler, ApiOperation operation)
        // The explorer takes an endpoint for an operation when it knows the method behind it.
        => endpoint.WithMetadata(handler.Method, operation, new TagsAttribute(operation.Group));
}
